"""Where envelopes are: what `sceau status` and a sending client ask, one statement for any number."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sceau.relay.status.receipt import Proven, ReceiptMaker
from sceau.web.database import Database

Key = tuple[int, bytes]
"""(day, id)."""


class State(StrEnum):
    """`registered` and `rejected` are the register's word, and final; `dead` needs the pharmacy."""

    ACCEPTED = "accepted"
    DELIVERING = "delivering"
    REGISTERED = "registered"
    REJECTED = "rejected"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """An envelope's state; `proven` once the register has acknowledged it."""

    day: int
    id: bytes
    accepted_at: datetime
    state: State
    attempts: int
    code: str | None
    acknowledged_at: datetime | None
    proven: Proven | None

    def members(self, receipts: ReceiptMaker) -> dict[str, object]:
        """The answer; bytes in base64url without padding."""
        answer: dict[str, object] = {
            "id": self.id.hex(),
            "day": self.day,
            "state": self.state.value,
            "steps": self._steps(),
            "attempts": self.attempts,
        }
        if self.proven is not None:
            answer |= {
                "ack": _text(self.proven.ack),
                "ack_signature": _text(self.proven.ack_signature),
                "answer": _text(self.proven.answer),
                "receipt": _text(receipts.make(self.proven)),
            }
        return {**answer, "code": self.code} if self.code else answer

    def _steps(self) -> list[dict[str, str]]:
        steps = [{"step": "accepted", "at": _time(self.accepted_at)}]
        if self.acknowledged_at is not None:
            steps.append({"step": self.state.value, "at": _time(self.acknowledged_at)})
        elif self.state is not State.ACCEPTED:
            steps.append({"step": self.state.value})
        return steps


def follow(connection: Database, pharmacy: bytes, keys: Sequence[Key]) -> list[Whereabouts | None]:
    """Where each of the pharmacy's envelopes is, in the order asked; None for one that it has not sent."""
    arrays = {"days": [day for day, _ in keys], "ids": [one for _, one in keys], "pharmacy": pharmacy}
    rows = connection.execute(_FOLLOW, arrays, binary=True).fetchall()
    found = {(row[0], row[1]): _whereabouts(row) for row in rows}
    return [found.get(key) for key in keys]


def _whereabouts(row: tuple[Any, ...]) -> Whereabouts:
    day, one, accepted_at, state, attempts, code, status, acknowledged_at, *proven = row
    return Whereabouts(
        day=day,
        id=one,
        accepted_at=accepted_at,
        state=_state(status, state, attempts),
        attempts=attempts or 0,
        code=code,
        acknowledged_at=acknowledged_at,
        proven=None if status is None else Proven(*proven),
    )


def _state(status: str | None, state: str | None, attempts: int | None) -> State:
    if status is not None:
        return State.REGISTERED if status == "accepted" else State.REJECTED
    if state == "dead":
        return State.DEAD
    return State.DELIVERING if attempts else State.ACCEPTED


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


_FOLLOW: Final = """
SELECT e.day, e.id, e.accepted_at, o.state, o.attempts, o.last_code, a.status, a.acknowledged_at,
       e.header, e.signature, a.ack, a.ack_signature, a.answer, a.leaf_index, a.path, c.note
FROM unnest(%(days)b::integer[], %(ids)b::bytea[]) AS asked (day, id)
JOIN envelope e ON e.day = asked.day AND e.pharmacy = %(pharmacy)b AND e.id = asked.id
LEFT JOIN acknowledgement a ON a.day = e.day AND a.pharmacy = e.pharmacy AND a.id = e.id
LEFT JOIN outbox o ON o.day = e.day AND o.pharmacy = e.pharmacy AND o.id = e.id
LEFT JOIN checkpoint c ON c.size = a.checkpoint
"""
