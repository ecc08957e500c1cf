"""What the relay says of an envelope, believed only as far as the register signed it.

An envelope is registered when we hold a receipt for its very header that verifies from the pinned root: the register's
acknowledgement and its place in the ledger. Anything else leaves the envelope where it was, and says so.
"""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sceau.client.errors import ClientError
from sceau.client.spool import GIVEN_UP, Spooled, State
from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_answer
from sceau.envelope.receipt import parse_receipt, verify_receipt

Reason = dict[str, str]
"""`code`, `path` and `severity` of a problem the register found; or the relay's `code`, `detail` and `detail_fr`."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of an envelope's way. `receipt` is the file that proves it; empty when the relay gave up delivering."""

    state: State
    code: str
    problems: list[Reason]
    receipt: bytes


def outcome_of(spooled: Spooled, answer: Mapping[str, object], root_hash: bytes) -> Outcome | None:
    """The verified outcome, None while there is none. ClientError when what came back is not the register's."""
    if answer.get("state") == "dead":
        return Outcome(State.REJECTED, GIVEN_UP, [], b"")
    if not isinstance(answer.get("receipt"), str):
        return None
    try:
        return _verified(spooled, answer, root_hash)
    except (EnvelopeError, ValueError) as problem:
        raise ClientError("bad-acknowledgement", spooled.id.hex()) from problem


def receipt_of(spooled: Spooled, answer: Mapping[str, object], root_hash: bytes) -> bytes:
    """The verified receipt of an envelope whose answer was read before; empty when the relay gives none."""
    if not isinstance(answer.get("receipt"), str):
        return b""
    try:
        return _proven(spooled, answer, root_hash)[0]
    except (EnvelopeError, ValueError) as problem:
        raise ClientError("bad-acknowledgement", spooled.id.hex()) from problem


def refusal(answer: Mapping[str, object]) -> Reason:
    """Why the relay does not take an envelope, in its words."""
    names = ("code", "detail", "detail_fr", "what_to_do", "what_to_do_fr")
    return {name: text for name in names if isinstance(text := answer.get(name), str)}


def problems_text(problems: list[Reason]) -> str:
    """How the spool keeps them."""
    return json.dumps(problems)


def problems_of(spooled: Spooled) -> list[Reason]:
    problems: list[Reason] = json.loads(spooled.problems or "[]")
    return problems


def _verified(spooled: Spooled, answer: Mapping[str, object], root_hash: bytes) -> Outcome:
    receipt, acknowledgement = _proven(spooled, answer, root_hash)
    problems = _reasons(spooled, answer, acknowledgement)
    if acknowledgement.status is Status.ACCEPTED:
        return Outcome(State.REGISTERED, "", problems, receipt)
    code = next((one["code"] for one in problems if one["severity"] == "error"), "rejected")
    return Outcome(State.REJECTED, code, problems, receipt)


def _proven(spooled: Spooled, answer: Mapping[str, object], root_hash: bytes) -> tuple[bytes, Acknowledgement]:
    """The receipt, of this very header, and the acknowledgement it proves."""
    data = _bytes(answer, "receipt")
    receipt = parse_receipt(data)
    verified = verify_receipt(receipt, root_hash=root_hash)
    if sha256(receipt.header) != spooled.hash:
        raise EnvelopeError("bad-receipt", "receipt.header")
    return data, verified.acknowledgement


def _reasons(spooled: Spooled, answer: Mapping[str, object], acknowledgement: Acknowledgement) -> list[Reason]:
    """The register's reasons; it writes none to an envelope that it could not open: then that is the reason."""
    try:
        return _problems(spooled, answer, acknowledgement)
    except EnvelopeError as error:
        if error.code != "cannot-open" or acknowledgement.status is Status.ACCEPTED:
            raise
        return [{"code": error.code, "path": "", "severity": "error"}]


def _problems(spooled: Spooled, answer: Mapping[str, object], acknowledgement: Acknowledgement) -> list[Reason]:
    """The reasons, opened with the key that this installation kept for it."""
    sealed = _bytes(answer, "answer")
    if sha256(sealed) != acknowledgement.answer:
        raise EnvelopeError("bad-hash", "answer")
    body = open_answer(spooled.reply, spooled.id, Role.PHARMACY, 0, sealed)
    problems = body.get("problems", []) if isinstance(body, dict) else []
    return [{name: str(one.get(name, "")) for name in ("code", "path", "severity")} for one in problems]


def _bytes(answer: Mapping[str, object], name: str) -> bytes:
    text = answer.get(name)
    if not isinstance(text, str):
        raise EnvelopeError("missing-field", name)
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
