"""Room for new envelopes: they are refused before the disk is full, so that what was taken can be delivered and read.

The one idea: a chore of the worker measures now and then and writes one word down; each accept reads that word with
what it reads anyway. Nothing on the way of an envelope counts or measures (`docs/delivery.md`).
"""

import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sceau.relay.configuration import RelaySettings
from sceau.relay.journal.entry import WORKER, Action, write
from sceau.web.database import Database

EASE: Final = 0.1
"""By how much a measure must be better than its limit before envelopes are taken again: no flutter at the edge."""


class Lack(StrEnum):
    """What there is too little of: free disk, room in the database, or room in the backlog."""

    DISK = "disk"
    DATABASE = "database"
    BACKLOG = "backlog"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes that must stay free on the disks of `folders`; bytes and waiting rows that there may be, 0 for any."""

    folders: tuple[str, ...] = ()
    free_bytes: int = 0
    database_bytes: int = 0
    backlog_rows: int = 0

    @classmethod
    def of(cls, settings: RelaySettings) -> "Limits":
        folders = tuple(filter(None, settings.data_folders.split(":")))
        return cls(folders, settings.free_bytes_least, settings.database_bytes_most, settings.backlog_most)

    def eased(self) -> "Limits":
        """What must hold before a relay that refuses takes envelopes again."""
        return Limits(
            self.folders,
            int(self.free_bytes * (1 + EASE)),
            _less(self.database_bytes),
            _less(self.backlog_rows),
        )


def watch_room(connection: Database, limits: Limits, now: datetime) -> Lack | None:
    """Measure, and write down what changed, in the journal too; what is lacking now. The caller commits.

    OSError when a folder cannot be asked: what it said before stands.
    """
    ((before,),) = connection.execute("SELECT lack FROM room").fetchall()
    lack = measure(connection, limits if before is None else limits.eased())
    if lack != before:
        since = None if lack is None else now
        connection.execute("UPDATE room SET lack = %s, since = %s", (lack and lack.value, since))
        action = Action.INTAKE_OPENED if lack is None else Action.INTAKE_CLOSED
        write(connection, at=now, actor=WORKER, action=action, detail=lack.value if lack else str(before))
    return lack


def measure(connection: Database, limits: Limits) -> Lack | None:
    """The first of the limits that does not hold."""
    if any(_free_bytes(folder) < limits.free_bytes for folder in limits.folders):
        return Lack.DISK
    if limits.database_bytes and _database_bytes(connection) > limits.database_bytes:
        return Lack.DATABASE
    if limits.backlog_rows and _waits_beyond(connection, limits.backlog_rows):
        return Lack.BACKLOG
    return None


def _less(limit: int) -> int:
    return limit and max(int(limit * (1 - EASE)), 1)  # 0 would be no limit


def _free_bytes(folder: str) -> int:
    """As an unprivileged process may use them."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


def _database_bytes(connection: Database) -> int:
    ((size,),) = connection.execute("SELECT pg_database_size(current_database())").fetchall()
    return int(size)


def _waits_beyond(connection: Database, rows: int) -> bool:
    """Counts no further than it must."""
    return connection.execute(_BEYOND, (rows,)).fetchone() is not None


_BEYOND: Final = "SELECT FROM outbox WHERE state = 'pending' ORDER BY due_at OFFSET %s LIMIT 1"
