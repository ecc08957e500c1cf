"""Signed notes (spec/ledger.md §6; C2SP signed-note).

The one idea: a text anyone can read, an empty line, then one line a signature. Signatures by keys one does not know are
passed over, so that witnesses and new keys can be added without breaking anybody; a wrong one by a known key is fatal.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sceau.ledger.canonical import decode_base64, encode_base64
from sceau.ledger.errors import BadNoteError, BadNoteSignatureError, UnknownSignerError
from sceau.ledger.keys import Signer, is_key_name

#: Bytes: room for a hundred post-quantum signatures, so that nobody's note exhausts a reader.
NOTE_LIMIT = 1_000_000

# Surrogates stand in no UTF-8; the rest are the control characters but newline.
_FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class NoteKey(Protocol):
    """A key that signs notes, of whatever type: a ledger's `Verifier`, a witness's `CosignerKey`."""

    @property
    def name(self) -> str: ...

    @property
    def key_id(self) -> bytes: ...

    def accepts(self, signature: bytes, text: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the key's name, its 4-byte id, and bytes whose form depends on the key's type."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note, of which nothing has been verified. `text` ends with a newline."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class VerifiedNote:
    """A text, and those of the known keys that signed it, each once. A quorum of witnesses is counted here."""

    text: str
    signers: tuple[NoteKey, ...]


def sign_note(text: str, signer: Signer) -> bytes:
    """The note of `text` with one signature. Raises BadNoteError for a text that a note cannot carry."""
    _check_text(text)
    line = encode_base64(signer.verifier.key_id + signer.sign(text))
    return f"{text}\n\N{EM DASH} {signer.name} {line}\n".encode()


def parse_note(data: bytes) -> Note:
    """Split a note into its text and its signatures. Raises BadNoteError for anything but the canonical form."""
    if len(data) > NOTE_LIMIT:
        raise BadNoteError(f"a note has at most {NOTE_LIMIT} bytes, not {len(data)}")
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadNoteError(f"not UTF-8 at byte {error.start}") from None
    body, separator, block = note.rpartition("\n\n")
    if not separator or not block.endswith("\n"):
        raise BadNoteError("a note is a text, an empty line and whole signature lines")
    text = body + "\n"
    _check_text(text)
    return Note(text, tuple(_parse_signature(line) for line in block[:-1].split("\n")))


def open_note(data: bytes, verifiers: Sequence[NoteKey]) -> VerifiedNote:
    """Parse a note and verify every signature by a known key; unknown keys' are ignored.

    Raises BadNoteError, BadNoteSignatureError (a known key's signature does not match), UnknownSignerError (no known
    key signed).
    """
    note = parse_note(data)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    if len(known) != len(set(verifiers)):
        raise UnknownSignerError("two of the verifier keys have the same name and id: trust neither")
    signers = dict[NoteKey, None]()  # in the order of their signatures, each once
    for signature in note.signatures:
        verifier = known.get((signature.name, signature.key_id))
        if verifier is not None:
            _check_signature(verifier, signature, note.text)
            signers[verifier] = None
    if not signers:
        raise UnknownSignerError("none of the known keys signed this note")
    return VerifiedNote(note.text, tuple(signers))


def _check_signature(verifier: NoteKey, signature: Signature, text: str) -> None:
    if not verifier.accepts(signature.signature, text):
        raise BadNoteSignatureError("a signature by a known key does not match the text: it was altered or forged")


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _FORBIDDEN.search(text):
        raise BadNoteError("a note's text ends with a newline, and has no other control character")


def _parse_signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    try:
        blob = decode_base64(encoded)
    except ValueError:
        blob = b""
    if dash != "\N{EM DASH}" or not is_key_name(name) or len(blob) <= 4:
        raise BadNoteError("a signature line is an em dash, a key's name and base64, with single spaces")
    return Signature(name, blob[:4], blob[4:])
