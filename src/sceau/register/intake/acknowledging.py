"""The register's signed word on one envelope, and the answer only its pharmacy can read (`spec/envelope.md` §7).

The one idea: whatever the answer says, it is 2,048 bytes that look random. When the copy could not be opened there
is no reply key, and the answer *is* random: a pharmacy that cannot open its answer knows that the register could not
open the envelope, and the relay learns nothing.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sceau.envelope import cbor, signature
from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.seal import ANSWER_LENGTH, seal_answer
from sceau.record import Problem, Severity
from sceau.register.intake.opening import Judged

_BODY_ROOM: Final = 1900
"""Bytes for the problems: what `seal_answer` has room for, and some to spare."""


@dataclass(frozen=True, slots=True)
class AcknowledgementSigner:
    """Who signs, on which day (since 1970-01-01)."""

    domain: str
    seed: bytes = field(repr=False)
    day: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What is stored and resent byte for byte, and the entry it has in the ledger."""

    status: Status

    body: bytes
    signature: bytes
    answer: bytes
    leaf: bytes


def acknowledge(
    judged: Judged, status: Status, problems: Sequence[Problem], *, signer: AcknowledgementSigner
) -> Acknowledged:
    header = judged.header
    answer = _answer(judged, problems)
    word = Acknowledgement(signer.domain, header.pharmacy, header.id, judged.hash, status, signer.day, sha256(answer))
    body = word.encode()
    return Acknowledged(status, body, signature.sign("ack", body, signer.seed), answer, word.leaf(judged.header_bytes))


def _answer(judged: Judged, problems: Sequence[Problem]) -> bytes:
    if judged.reply is None:
        return secrets.token_bytes(ANSWER_LENGTH)
    body = {"problems": _that_fit(problems)}
    return seal_answer(judged.reply, judged.header.id, Role.PHARMACY, 0, body)


def _that_fit(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Errors first; what does not fit is said again once those are mended."""
    fitting, room = list[dict[str, str]](), _BODY_ROOM
    for one in sorted(problems, key=lambda found: found.severity is not Severity.ERROR):
        item = {"code": one.code, "path": one.path, "severity": one.severity.value}
        room -= len(cbor.encode(item))
        if room < 0:
            break
        fitting.append(item)
    return fitting
