"""What the drill measured. The one idea: the verdict is computed from what is printed."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Backup:
    """`bytes`: of the store after it, archived log included."""

    kind: str
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Return:
    """How long a host's return took: from the store to the disk, and from there to taking writes."""

    fetched_seconds: float
    recovered_seconds: float

    @property
    def seconds(self) -> float:
        return self.fetched_seconds + self.recovered_seconds


@dataclass(frozen=True, slots=True)
class Loss:
    """One host lost and returned. `unarchived_bytes` of its log were on it alone.

    `rolled_back`: envelopes that were acknowledged and that it did not have when it was back, before any went again.
    `answered_seconds`: from the loss until its service answered. `ledger_grew`: what it had published is a beginning of
    what its ledger holds in the end.
    """

    service: str
    unarchived_bytes: int
    rolled_back: int
    returned: Return
    answered_seconds: float
    ledger_grew: bool


@dataclass(frozen=True, slots=True)
class Control:
    """The same store with one archived segment gone, and without the offline key: what was noticed.

    `missing`: acknowledged envelopes that were missed after the restore with a hole.
    """

    missing: int
    refused_without_key: bool


@dataclass(frozen=True, slots=True)
class Books:
    """`lost`: acknowledged, and not in both services; `twice`: in one of them more than once.

    `differences`: ids that the relay's reconciliation with the register names.
    """

    acknowledged: int
    lost: int
    twice: int
    differences: int


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """`sent_again` by the pharmacy, in `reconciled_seconds` from the relay's loss to agreeing books."""

    books: Books
    backups: tuple[Backup, ...]
    losses: tuple[Loss, ...]
    sent_again: int
    reconciled_seconds: float
    control: Control
    seconds: float

    @property
    def holds(self) -> bool:
        """Nothing lost, nothing twice, the books agree, no ledger forked whose log was whole; and the search sees."""
        sound = self.books.acknowledged > 0 and (self.books.lost, self.books.twice, self.books.differences) == (0, 0, 0)
        grew = all(one.ledger_grew for one in self.losses if one.unarchived_bytes == 0)
        return sound and grew and self.control.missing > 0 and self.control.refused_without_key

    def as_json(self) -> dict[str, object]:
        return {**asdict(self.books), "holds": self.holds, **{k: v for k, v in asdict(self).items() if k != "books"}}
