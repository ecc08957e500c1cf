"""The enrolments behind the recoveries of our own log (spec/keys.md §2): the register's word for each new beginning.

Our genesis needs nobody's word: this installation wrote it. A recovery was written elsewhere, so its key must be one
that the register published. A register's enrolments are many: they are asked for when the log holds a recovery that no
enrolment kept here vouches for, and only those that do are kept.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.pharmacy_log import Operation
from sceau.envelope.signed import OBJECT_LIMIT, SignedObject, parse_object
from sceau.envelope.statements import Statements


def recovery_keys(log: Iterable[bytes]) -> frozenset[bytes]:
    """The enrolment keys of a log's recoveries."""
    bodies = [_body(parse_object(entry, "entry")) for entry in log]
    return frozenset(body["enrolment"] for body in bodies if body.get("op") == Operation.RECOVERY)


def vouched_for(keys: Collection[bytes], enrolments: Iterable[bytes], statements: Statements) -> list[bytes]:
    """Those enrolments that are of `keys` and signed by the register; `statements` believes them from now on.

    One that is void (its signer was revoked) vouches for nothing; the register publishes another in its place.
    """
    found: list[bytes] = []
    for encoded in enrolments:
        enrolment = parse_object(encoded, "enrolment")
        if _body(enrolment).get("pk") in keys:
            with suppress(EnvelopeError):
                statements.enrol(enrolment)
                found.append(encoded)
    return found


def _body(signed: SignedObject) -> dict[str, Any]:
    body = cbor.decode(signed.body, limit=OBJECT_LIMIT)
    return body if isinstance(body, dict) else {}
