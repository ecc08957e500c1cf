"""Whether this is the register's word on this envelope, and in its ledger (`spec/envelope.md` §7).

A 200 with anything else in it, an acknowledgement of another envelope, a proof that does not verify: none of them is a
delivery. What is believed is the signature and the proof, never the connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.acknowledgement import Acknowledgement, verify_acknowledgement
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.fields import UNSIGNED, Field, byte_string, check, exactly, take, text
from sceau.envelope.header import parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.receipt import check_acknowledged
from sceau.ledger.checkpoint import Checkpoint, open_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import leaf_hash, verify_inclusion

ANSWER_LIMIT: Final = 16_384
_CHECKPOINT_LIMIT: Final = 4096


@dataclass(frozen=True, slots=True)
class RegisterKeys:
    """Whose word counts: the register's domain, its acknowledgement keys and its ledger's verifiers."""

    domain: str
    acks: Sequence[bytes]
    ledger: Sequence[Verifier]


@dataclass(frozen=True, slots=True)
class Sent:
    """An envelope as it was sent."""

    key: tuple[int, bytes, bytes]
    header: bytes


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The register signed for it: everything a receipt needs. `size` and `note` are the checkpoint's."""

    key: tuple[int, bytes, bytes]
    status: str
    ack: bytes
    ack_signature: bytes
    answer: bytes
    index: int
    path: tuple[bytes, ...]
    size: int
    note: bytes


@dataclass(frozen=True, slots=True)
class Deferred:
    """The register does not judge it yet, and says why."""

    key: tuple[int, bytes, bytes]
    code: str


def read_answers(items: Sequence[bytes], sent: Sequence[Sent], keys: RegisterKeys) -> list[Acknowledged | Deferred]:
    """The answers to `sent`, in order. `bad-answer` when there are not as many; one that does not hold is deferred."""
    if len(items) != len(sent) + 1:
        raise EnvelopeError("bad-answer", "answers")
    notes = _read_checkpoints(items[0], keys)
    return [_read_answer(item, one, notes, keys) for item, one in zip(items[1:], sent, strict=True)]


def _read_checkpoints(item: bytes, keys: RegisterKeys) -> list[tuple[Checkpoint, bytes]]:
    fields = take(cbor.decode(item, limit=ANSWER_LIMIT, path="answers"), "answers", {"checkpoints": Field(list)})
    notes = [_note(note) for note in fields["checkpoints"]]
    try:
        return [(open_checkpoint(note, keys.ledger), note) for note in notes]
    except LedgerError:
        raise EnvelopeError("bad-answer", "checkpoints") from None


def _note(value: object) -> bytes:
    check(value, "checkpoints", text(_CHECKPOINT_LIMIT))
    return str(value).encode()


def _read_answer(
    item: bytes, sent: Sent, notes: Sequence[tuple[Checkpoint, bytes]], keys: RegisterKeys
) -> Acknowledged | Deferred:
    try:
        value = cbor.decode(item, limit=ANSWER_LIMIT, path="answer")
        if isinstance(value, dict) and "deferred" in value:
            return Deferred(sent.key, take(value, "answer", _DEFERRED)["deferred"])
        return _check(take(value, "answer", _ANSWER), sent, notes, keys)
    except (EnvelopeError, LedgerError):
        return Deferred(sent.key, "bad-answer")


def _check(
    fields: Mapping[str, Any], sent: Sent, notes: Sequence[tuple[Checkpoint, bytes]], keys: RegisterKeys
) -> Acknowledged:
    """Raises EnvelopeError or LedgerError unless every part is of the envelope sent."""
    if fields["checkpoint"] >= len(notes):
        raise EnvelopeError("bad-answer", "answer.checkpoint")
    acknowledgement = _verify(fields["ack"], fields["signature"], keys)
    check_acknowledged(acknowledgement, parse_header(sent.header), sent.header, domain=keys.domain)
    if acknowledgement.answer != sha256(fields["answer"]):
        raise EnvelopeError("bad-answer", "answer.answer")
    checkpoint, note = notes[fields["checkpoint"]]
    path = tuple(byte_string(part, "answer.path", 32, 32) for part in fields["path"])
    leaf = leaf_hash(acknowledgement.leaf(sent.header))
    verify_inclusion(fields["index"], checkpoint.size, leaf, path, checkpoint.root)
    return Acknowledged(
        key=sent.key,
        status=acknowledgement.status.value,
        ack=fields["ack"],
        ack_signature=fields["signature"],
        answer=fields["answer"],
        index=fields["index"],
        path=path,
        size=checkpoint.size,
        note=note,
    )


def _verify(body: bytes, signature: bytes, keys: RegisterKeys) -> Acknowledgement:
    """Signed by any of the register's acknowledgement keys: there are two for a while when one is replaced."""
    for key in keys.acks[:-1]:
        try:
            return verify_acknowledgement(body, signature, key)
        except EnvelopeError:
            continue
    return verify_acknowledgement(body, signature, keys.acks[-1])


_DEFERRED: Final = {"deferred": text(64)}
_ANSWER: Final = {
    "ack": Field(bytes, 1, 1024),
    "signature": exactly(64),
    "answer": exactly(2048),
    "index": UNSIGNED,
    "path": Field(list, 0, 53),
    "checkpoint": UNSIGNED,
}
