"""What the rules look at: the relay at one moment, as plain values.

The one idea: whatever is read of the database, of certificates and of the register's statements is read first, so that
each rule is a sentence over this and can be tried without any of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """Envelopes on their way; `oldest` is when the oldest of them was accepted."""

    waiting: int = 0
    oldest: datetime | None = None
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Days:
    """Yesterday and today together, by the last comparison with the register (`reconciliation`)."""

    captured: int = 0
    accepted: int = 0
    delivered: int = 0
    waiting: int = 0
    registered: int = 0
    rejected: int = 0

    @property
    def settled(self) -> int:
        """Those that have come to an end."""
        return self.accepted - self.waiting

    @property
    def success(self) -> float | None:
        """Of those, the share that the register acknowledged and did not reject; None before any has.

        By our own book, read at once: by the register's, read a moment before, what came in between would be failed.
        Only what it rejected is its own word: our book has no such count.
        """
        return (self.delivered - self.rejected) / self.settled if self.settled > 0 else None


@dataclass(frozen=True, slots=True)
class Shop:
    """A pharmacy that something is said of. `name` is its shop's, empty for one that has no counter here."""

    finess: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """A pharmacy that usually sends on this weekday. `usual` is the latest hour it began at, today."""

    shop: Shop
    usual: datetime
    sends_today: bool


@dataclass(frozen=True, slots=True)
class Differing:
    """A pharmacy's day on which the books differ by `count` envelopes."""

    shop: Shop
    day: str
    count: int


@dataclass(frozen=True, slots=True)
class Witnessing:
    """A witness that has not cosigned what another had cosigned some time ago, or nobody has cosigned for so long."""

    name: str
    behind: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it. Times have zones; `certificates` and `keys` say when each ends, by host and by role.

    `signer` is when the register's signer may publish nothing more; `lack` why no new envelope is taken, None while
    they are; `ageing` how many waiting ones near their last day. `unseen`: since when the register has acknowledged in
    a ledger that its witnesses have not seen so long; None when they have, or when it has no witnesses.
    """

    now: datetime
    started: datetime
    queue: Queue = Queue()
    days: Days = Days()
    worker_seen: datetime | None = None
    compared: datetime | None = None
    silences: tuple[Silence, ...] = ()
    differing: tuple[Differing, ...] = ()
    short: tuple[Differing, ...] = ()
    certificates: Mapping[str, datetime | None] = field(default_factory=dict)
    keys: Mapping[str, datetime] = field(default_factory=dict)
    signer: datetime | None = None
    witnesses: tuple[Witnessing, ...] = ()
    findings: tuple[tuple[str, str], ...] = ()
    lack: str | None = None
    ageing: int = 0
    unseen: datetime | None = None
