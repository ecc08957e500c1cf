"""Signed notes, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature).

A checkpoint is a ledger's whole state in three lines: name, size, root. The ledger signs it; witnesses, who saw it only
ever grow, sign under it.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

from .refusal import Refused
from .signatures import check_key, ed25519_verifies, sha256

LEDGER: Final = 0x01
COSIGNER: Final = 0x04
COSIGNER_MLDSA: Final = 0x06
_DECIMAL: Final = re.compile("0|[1-9][0-9]{0,15}")
_NAME: Final = re.compile(r"[^\s+\x00-\x1f]+")
_LIMIT: Final = 1_000_000
"""Bytes of a note."""
_EMPTY_ROOT: Final = sha256(b"")


@dataclass(frozen=True, slots=True)
class Key:
    """A key under a name. `type` says what it signs: a ledger's checkpoints, or cosignatures."""

    name: str
    type: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public)[:4]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note says: a ledger's origin, size and root. `text` is what was signed."""

    origin: str
    size: int
    root: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A text and the lines under it: (name, key id, signature)."""

    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]


def base64(text: str) -> bytes:
    """Bytes of canonical base64. Raises ValueError."""
    data = b64decode(text, validate=True)
    if b64encode(data).decode() != text:
        raise ValueError
    return data


def read_key(text: str) -> Key:
    """A key written `name+id+base64(type ‖ key)`. Refused: `bad-verifier-key`, `weak-key`."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    try:
        data = base64(encoded)
    except ValueError:
        raise Refused("bad-verifier-key", name) from None
    if not data or not _NAME.fullmatch(name) or len(data) - 1 != _LENGTHS.get(data[0]):
        raise Refused("bad-verifier-key", name)
    key = Key(name, data[0], data[1:])
    if key.type != COSIGNER_MLDSA:
        check_key(key.public, name)
    if key.id.hex() != key_id:
        raise Refused("bad-verifier-key", name)
    return key


def read_note(data: bytes, place: str) -> Note:
    """Split a note, refusing every form but the canonical one (`bad-note`)."""
    try:
        body, separator, block = data.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        raise Refused("bad-note", place) from None
    text = body + "\n"
    if len(data) > _LIMIT or not separator or not block.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f]", text):
        raise Refused("bad-note", place)
    return Note(text, tuple(_read_line(line, place) for line in block[:-1].split("\n")))


def read_checkpoint(note: Note, place: str) -> Checkpoint:
    """The checkpoint that a note's text is; whoever signed it. Refused: `bad-checkpoint`."""
    lines = note.text.split("\n")
    if len(lines) != 4 or lines[3] or not _NAME.fullmatch(lines[0]) or not _DECIMAL.fullmatch(lines[1]):
        raise Refused("bad-checkpoint", place)
    try:
        size, root = int(lines[1]), base64(lines[2])
    except ValueError:
        raise Refused("bad-checkpoint", place) from None
    if size >= 2**53 or len(root) != 32 or (size == 0 and root != _EMPTY_ROOT):
        raise Refused("bad-checkpoint", place)
    return Checkpoint(lines[0], size, root, note.text)


def signers(note: Note, keys: Sequence[Key], place: str) -> list[Key]:
    """Those of `keys` that signed. Unknown keys are passed over; a wrong signature by a known one is refused."""
    known = {(key.name, key.id): key for key in keys}
    found = dict[Key, None]()
    for name, key_id, signature in note.lines:
        key = known.get((name, key_id))
        if key is None:
            continue
        if not _verifies(key, signature, note, place):
            raise Refused("bad-note-signature", place)
        found[key] = None
    return list(found)


def cosigned_at(note: Note, keys: Sequence[Key], place: str) -> dict[Key, int]:
    """When each of `keys`, witnesses all, cosigned (seconds since 1970); a wrong signature by one is refused."""
    signed = {(key.name, key.id): key for key in signers(note, keys, place)}
    lines = [(signed.get((name, key_id)), signature) for name, key_id, signature in note.lines]
    return {key: int.from_bytes(signature[:8], "big") for key, signature in lines if key is not None}


def open_checkpoint(data: bytes, logs: Sequence[Key], place: str) -> Checkpoint:
    """The checkpoint in a note that the ledger which it names has signed. Refused: `unknown-signer` and the above."""
    note = read_note(data, place)
    checkpoint = read_checkpoint(note, place)
    own = [key for key in logs if key.type == LEDGER and key.name == checkpoint.origin]
    if not signers(note, own, place):
        raise Refused("unknown-signer", place)
    return checkpoint


def _verifies(key: Key, signature: bytes, note: Note, place: str) -> bool:
    if key.type == LEDGER:
        return ed25519_verifies(key.public, signature, note.text.encode())
    time, rest = int.from_bytes(signature[:8], "big"), signature[8:]
    if len(signature) < 8 or time >= 2**63:
        return False
    if key.type == COSIGNER:
        return ed25519_verifies(key.public, rest, f"cosignature/v1\ntime {time}\n{note.text}".encode())
    try:
        MLDSA44PublicKey.from_public_bytes(key.public).verify(rest, _cosigned(key, time, note, place))
    except (InvalidSignature, ValueError):
        return False
    return True


def _cosigned(key: Key, time: int, note: Note, place: str) -> bytes:
    """The message under an ML-DSA-44 cosignature of a checkpoint: a subtree that begins at 0."""
    checkpoint = read_checkpoint(note, place)
    name, origin = key.name.encode(), checkpoint.origin.encode()
    if max(len(name), len(origin)) > 255:
        raise Refused("bad-checkpoint", place)
    return b"".join(
        [
            b"subtree/v1\n\0",
            bytes([len(name)]) + name,
            time.to_bytes(8, "big"),
            bytes([len(origin)]) + origin,
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        ]
    )


def _read_line(line: str, place: str) -> tuple[str, bytes, bytes]:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        data = base64(encoded)
    except ValueError:
        data = b""
    if dash != "\N{EM DASH}" or not _NAME.fullmatch(name) or len(data) <= 4:
        raise Refused("bad-note", place)
    return name, data[:4], data[4:]


_LENGTHS: Final = {LEDGER: 32, COSIGNER: 32, COSIGNER_MLDSA: 1312}
