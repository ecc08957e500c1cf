"""Dead letters: what delivery gave up, and how the operator has it tried again (`docs/deploy.md`, "Dead letters").

Nothing of a dead letter is thrown away before its week is: its row is replayed as if it had just been accepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sceau.relay.journal.entry import OPERATOR, Action, write_each
from sceau.web.database import Database


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which dead letters: those that meet everything given. `ids` of 16 bytes; `day` in days since 1970."""

    ids: Sequence[bytes] = ()
    finess: str | None = None
    day: int | None = None
    code: str | None = None

    @property
    def is_everything(self) -> bool:
        return not self.ids and self.finess is None and self.day is None and self.code is None

    def named(self) -> dict[str, Any]:
        """For the condition below."""
        return {"ids": list(self.ids) or None, "finess": self.finess, "day": self.day, "code": self.code}


@dataclass(frozen=True, slots=True)
class Dead:
    """One envelope that was given up, for the reason `code` (`spec/errors.json`), after so many attempts."""

    day: int
    finess: str
    id: bytes
    code: str
    attempts: int
    accepted_at: datetime


def list_dead(database: Database, chosen: Chosen) -> list[Dead]:
    """Oldest day first."""
    return [Dead(*row) for row in database.execute(_LIST, chosen.named())]


def replay(database: Database, chosen: Chosen, *, reason: str, now: datetime) -> int:
    """Have them tried again at once, as if for the first time; how many. The caller commits.

    `reason` goes to the journal, beside each envelope: whoever writes it names no person.
    """
    replayed = database.execute(_REPLAY, {**chosen.named(), "now": now}).fetchall()
    if replayed:
        write_each(database, at=now, actor=OPERATOR, action=Action.ENVELOPE_REPLAYED, envelopes=replayed, detail=reason)
    return len(replayed)


_CHOSEN: Final = """
outbox.state = 'dead'
AND (%(ids)s::bytea[] IS NULL OR outbox.id = ANY(%(ids)s::bytea[]))
AND (%(day)s::integer IS NULL OR outbox.day = %(day)s::integer)
AND (%(code)s::text IS NULL OR outbox.last_code = %(code)s::text)
AND (%(finess)s::text IS NULL
     OR outbox.pharmacy IN (SELECT pharmacy FROM pharmacy WHERE finess = %(finess)s::text))
"""
_LIST: Final = f"""
SELECT outbox.day, coalesce(finess, ''), outbox.id, coalesce(last_code, ''), attempts, accepted_at
FROM outbox JOIN envelope USING (day, pharmacy, id) LEFT JOIN pharmacy USING (pharmacy)
WHERE {_CHOSEN} ORDER BY outbox.day, accepted_at
"""  # noqa: S608 (constants)
_REPLAY: Final = f"""
UPDATE outbox SET state = 'pending', due_at = %(now)s, attempts = 0, faults = 0, last_code = NULL, told = false
WHERE {_CHOSEN} RETURNING pharmacy, id
"""  # noqa: S608 (the same)
