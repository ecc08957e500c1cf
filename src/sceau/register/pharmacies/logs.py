"""The logs in memory: replayed once, extended when the database has more (`spec/keys.md` §2).

The one idea: a log only grows, so what was replayed stays true; one query a batch says which logs have grown.
"""

import copy
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.pharmacy_log import Operation, PharmacyLog
from sceau.envelope.signed import SignedObject, parse_object
from sceau.web.database import Database

_MOST_REMEMBERED: Final = 30_000
_DAY: Final = 86_400

_HEADS = "SELECT pharmacy, seq FROM pharmacy WHERE pharmacy = ANY(%s)"
_ENROLMENTS = """
SELECT enrolment.pk, enrolment.finess
  FROM enrolment_used JOIN enrolment USING (pk)
 WHERE enrolment_used.pharmacy = ANY(%s)
"""
_ENTRIES = """
SELECT log.pharmacy, log.entry
  FROM unnest(%s::bytea[], %s::int[]) AS wanted (pharmacy, seq)
  JOIN pharmacy_log AS log ON log.pharmacy = wanted.pharmacy AND log.seq > wanted.seq
 ORDER BY log.pharmacy, log.seq
"""


@dataclass(slots=True)
class KnownPharmacy:
    """A pharmacy's log, and what its removed devices were: an envelope may arrive after its device has gone."""

    log: PharmacyLog = field(default_factory=PharmacyLog)
    departed: dict[bytes, tuple[str, int]] = field(default_factory=dict)
    """Removed device → its software, and the day (since 1970-01-01) it was removed."""

    def copy(self) -> "KnownPharmacy":
        """Another, that may be extended without changing this one."""
        return copy.deepcopy(self)

    def software_of(self, device: bytes, day: int) -> str:
        """The software id of a device that could sign on `day`. `unknown-device` when it could not."""
        if device in self.log.devices:
            return self.log.devices[device]
        software, last_day = self.departed.get(device, ("", -1))
        if day > last_day:
            raise EnvelopeError("unknown-device", "header.sender")
        return software

    def extend(self, entry: SignedObject, *, enrolments: Mapping[bytes, str]) -> None:
        """Take one more entry; EnvelopeError when it does not follow."""
        before = dict(self.log.devices)
        if self.log.extend(entry, enrolments=enrolments) is Operation.DEVICE_REMOVED:
            gone = before.keys() - self.log.devices.keys()
            self.departed.update({device: (before[device], self.log.time // _DAY) for device in gone})


class PharmacyLogs:
    """Logs remembered by one process. What is handed out is never changed: growing makes a new one."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, KnownPharmacy] = OrderedDict()
        self._lock = threading.Lock()

    def current(self, database: Database, pharmacies: Collection[bytes]) -> dict[bytes, KnownPharmacy]:
        """The logs of those of `pharmacies` that are known, as they stand in the database now."""
        heads: dict[bytes, int] = dict(database.execute(_HEADS, [list(pharmacies)]).fetchall())
        with self._lock:
            known = {pharmacy: self._known[pharmacy] for pharmacy in heads if pharmacy in self._known}
        behind = {name: _seq(known.get(name)) for name, seq in heads.items() if _seq(known.get(name)) < seq}
        if behind:
            grown = _grow(database, behind, known)
            self._remember(grown)
            known |= grown
        return known

    def _remember(self, grown: Mapping[bytes, KnownPharmacy]) -> None:
        with self._lock:
            self._known.update(grown)
            while len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)


def _seq(pharmacy: KnownPharmacy | None) -> int:
    return -1 if pharmacy is None else pharmacy.log.seq


def _grow(
    database: Database,
    behind: Mapping[bytes, int],
    known: Mapping[bytes, KnownPharmacy],
) -> dict[bytes, KnownPharmacy]:
    grown = {name: known[name].copy() if name in known else KnownPharmacy() for name in behind}
    # Verified against what was published when they were taken (`intake`); here, only which keys they used.
    enrolments = dict[bytes, str](database.execute(_ENROLMENTS, [list(behind)]).fetchall())
    for name, entry in database.execute(_ENTRIES, [list(behind), list(behind.values())]):
        grown[name].extend(parse_object(entry, "entry"), enrolments=enrolments)
    return grown
