"""Pharmacies' logs as this process has replayed them: the thousands that send today, not the disk's business each time.

The one idea: `pharmacy.seq`, read in the transaction that needs the log, says whether what is here is current. Logs are
replayed with every check, enrolments included, and a log that was handed out never changes: the next one is a copy.
"""

from collections import OrderedDict
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from threading import Lock

from sceau.envelope import cbor
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signed import OBJECT_LIMIT, SignedObject, parse_object
from sceau.envelope.statements import Statements
from sceau.relay.statements.storing import published_enrolments
from sceau.web.database import Database

_KEPT = 4096  # logs of about 10 kB


@dataclass(frozen=True, slots=True)
class PharmacyCache:
    """Safe among threads: two that miss the same log both read it, and one result stays."""

    _logs: OrderedDict[bytes, PharmacyLog] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def read(self, connection: Database, pharmacy: bytes, *, seq: int, statements: Statements) -> PharmacyLog:
        """The log of `pharmacy` up to entry `seq`, which the caller has read in this transaction. Do not change it."""
        log = self._known(pharmacy)
        if log is None or log.seq > seq:
            log = PharmacyLog()
        if log.seq < seq:
            log = extended(connection, log, stored_entries(connection, pharmacy, after=log.seq), statements)
            self._keep(pharmacy, log)
        return log

    def _known(self, pharmacy: bytes) -> PharmacyLog | None:
        with self._lock:
            if pharmacy in self._logs:
                self._logs.move_to_end(pharmacy)
            return self._logs.get(pharmacy)

    def _keep(self, pharmacy: bytes, log: PharmacyLog) -> None:
        with self._lock:
            self._logs[pharmacy] = log
            if len(self._logs) > _KEPT:
                self._logs.popitem(last=False)


def stored_entries(connection: Database, pharmacy: bytes, *, after: int = -1) -> list[bytes]:
    """The encoded entries that follow number `after`."""
    rows = connection.execute(
        "SELECT entry FROM pharmacy_log WHERE pharmacy = %s AND seq > %s ORDER BY seq", (pharmacy, after)
    ).fetchall()
    return [entry for (entry,) in rows]


def extended(
    connection: Database,
    log: PharmacyLog,
    entries: Iterable[bytes],
    statements: Statements,
    *,
    now: int | None = None,
) -> PharmacyLog:
    """A copy of `log` with these entries after it, each checked. EnvelopeError, and `log` is as it was.

    `now`, in seconds, for entries that are new here: what they say of the time must then be so.
    """
    objects = [parse_object(data, "entry") for data in entries]
    if not objects:
        return log
    grown = deepcopy(log)
    enrolments = published_enrolments(connection, grown.finess or _claimed_finess(objects[0]), statements)
    for entry in objects:
        grown.extend(entry, enrolments=enrolments, now=now)
    return grown


def _claimed_finess(genesis: SignedObject) -> str:
    """Whose enrolment keys to look up; that one of them signed is what the log checks."""
    fields = cbor.decode(genesis.body, limit=OBJECT_LIMIT, path="entry")
    finess = fields.get("finess") if isinstance(fields, dict) else None
    return finess if isinstance(finess, str) and finess.isalnum() else ""
