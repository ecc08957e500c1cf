"""What the operator decides about one installation: it may not call any more, or may again."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sceau.relay.journal.entry import OPERATOR, Action, write
from sceau.web.database import Database


class Standing(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


_ACTIONS: Final = {Standing.ACTIVE: Action.CLIENT_RESUMED, Standing.SUSPENDED: Action.CLIENT_SUSPENDED}


def set_standing(database: Database, client_id: str, standing: Standing, *, reason: str, now: datetime) -> bool:
    """Suspend or resume a client, its tokens included, from the next request on; False when there is nothing to change.

    `reason` goes to the journal: whoever writes it names no person. The caller commits.
    """
    row = database.execute(_SET, {"client": client_id, "state": standing.value}).fetchone()
    if row is not None:
        detail = f"{client_id}: {reason}"
        write(database, at=now, actor=OPERATOR, action=_ACTIONS[standing], detail=detail, pharmacy=row[0])
    return row is not None


_SET: Final = """
UPDATE client SET state = %(state)s WHERE client_id = %(client)s AND state <> %(state)s RETURNING pharmacy
"""
