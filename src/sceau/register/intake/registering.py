"""One transaction: what is new, what was there, what corrects what (`spec/envelope.md` §6, §7).

The one idea: read first, decide, write, and let the unique keys say whether somebody else was quicker. If so nothing is
kept, and the same wave is decided again on what is there now (`RacedError`). The ledger's lock is taken last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sceau.envelope.acknowledgement import Status
from sceau.ledger.append import Batch
from sceau.register import journal
from sceau.register.at_rest import BatchKeys, SealedKey, seal_contribution, seal_record
from sceau.register.intake import queries
from sceau.register.intake.acknowledging import Acknowledged, AcknowledgementSigner, acknowledge
from sceau.register.intake.deciding import Decision, Replayed, as_duplicate, as_stale, decide, identity
from sceau.register.intake.opening import Accepted, Deferred, Judged
from sceau.register.intake.queries import Key
from sceau.register.intake.waves import key_of
from sceau.register.ledger import LedgerKey, append
from sceau.register.months import month_of
from sceau.register.reconciliation import arrivals
from sceau.web.database import Database


class RacedError(Exception):
    """Another batch has just registered one of these: decide again."""


@dataclass(frozen=True, slots=True)
class BatchOffice:
    """What one batch writes with: its sender, its keys, open and sealed, its signers, its time."""

    now: datetime
    sender: str
    keys: BatchKeys
    desk: SealedKey
    statistics: SealedKey
    signer: AcknowledgementSigner
    ledger: LedgerKey

    @property
    def month(self) -> int:
        return month_of(self.now)


@dataclass(frozen=True, slots=True)
class Entered:
    """Answered now: the leaf is number `place` of the batch."""

    acknowledged: Acknowledged
    place: int


@dataclass(frozen=True, slots=True)
class Wave:
    """What a transaction did: one outcome a delivery, in order, and the ledger's batch if any leaf was added."""

    outcomes: tuple[Entered | Replayed | Deferred, ...]
    batch: Batch | None


def register_wave(database: Database, wave: Sequence[Judged], office: BatchOffice) -> Wave:
    """Register a wave in the transaction that `database` is in. RacedError: roll back and call again."""
    decided = decide(database, wave, office.month)
    fresh = [one for one in decided if isinstance(one, Decision)]
    if not fresh:
        return Wave(tuple(one for one in decided if not isinstance(one, Decision)), None)
    settled = iter(_settle(database, fresh, office))
    outcomes = [next(settled) if isinstance(one, Decision) else one for one in decided]
    return Wave(tuple(outcomes), _enter_in_ledger(database, outcomes, office))


def _settle(database: Database, fresh: list[Decision], office: BatchOffice) -> Iterator[Entered]:
    """Write everything about what is new but its place in the ledger."""
    fresh = _refuse_stale(database, fresh)
    fresh = _mark_duplicates(database, fresh)
    _write_registered(database, fresh, office.month)
    _write_records(database, fresh, office)
    _write_arrivals(database, fresh, office)
    entered = [
        Entered(acknowledge(one.judged, one.status, one.problems, signer=office.signer), place)
        for place, one in enumerate(fresh)
    ]
    _write_acknowledgements(database, fresh, entered, office)
    return iter(entered)


def _refuse_stale(database: Database, fresh: list[Decision]) -> list[Decision]:
    """An envelope is corrected once; after that, its correction is what may be corrected."""
    rows = [(one.target.id, one.target.pharmacy, one.judged.header.id) for one in fresh if one.target]
    if not rows:
        return fresh
    taken = queries.take_targets(database, rows)
    late = {key for one in fresh if one.target and (key := key_of(one.judged)) not in taken}
    return [as_stale(one, one.row) if one.row and key_of(one.judged) in late else one for one in fresh]


def _mark_duplicates(database: Database, fresh: list[Decision]) -> list[Decision]:
    """The same test of the same person, under another id."""
    tagged = [
        (one.judged.accepted.tag.month, one.judged.accepted.tag.tag, one.row.pharmacy, one.row.chain)
        for one in fresh
        if one.row and one.row.accepted and one.judged.accepted
    ]
    duplicates = queries.take_tags(database, tagged) if tagged else set[Key]()
    if not duplicates:
        return fresh
    return [
        as_duplicate(one) if one.row and one.row.accepted and (one.row.pharmacy, one.row.chain) in duplicates else one
        for one in fresh
    ]


def _write_registered(database: Database, fresh: list[Decision], month: int) -> None:
    rows = [one.row for one in fresh if one.row]
    conflicts = [(*identity(one.judged), month) for one in fresh if not one.row]
    written = queries.add_registered(database, rows) if rows else 0
    refused = queries.add_conflicts(database, conflicts) if conflicts else 0
    if written + refused < len(fresh):
        raise RacedError


def _write_records(database: Database, fresh: list[Decision], office: BatchOffice) -> None:
    kept = [one for one in fresh if one.status is Status.ACCEPTED]
    if not kept:
        return
    queries.add_records(database, (_record_row(one, of, office) for one in kept if (of := one.judged.accepted)))
    counted = [(office.month, *key_of(one.judged)) for one in kept if one.counted]
    if counted:
        queries.count_records(database, counted)
    superseded = [
        (one.target.standing_month, one.target.standing_id, one.target.pharmacy)
        for one in kept
        if one.target and one.target.standing_id is not None and one.target.standing_month is not None
    ]
    if superseded:
        queries.take_back(database, superseded)


def _record_row(
    one: Decision, accepted: Accepted, office: BatchOffice
) -> tuple[int, bytes, bytes, bytes, bool, bytes, bytes]:
    envelope_id, pharmacy = key_of(one.judged)
    desk = seal_record(office.keys, pharmacy, envelope_id, accepted.entries)
    contribution = seal_contribution(office.keys, pharmacy, envelope_id, accepted.contribution)
    return office.month, envelope_id, pharmacy, office.keys.batch, one.counted, desk, contribution


def _write_arrivals(database: Database, fresh: list[Decision], office: BatchOffice) -> None:
    """By the day that the sender wrote: what it compares its own books with."""
    headers = ((one.judged.header, one.status is Status.ACCEPTED) for one in fresh)
    arrived = [arrivals.Arrived(one.day, one.pharmacy, one.id, accepted) for one, accepted in headers]
    arrivals.note(database, office.month, office.sender, arrived)


def _write_acknowledgements(
    database: Database, fresh: list[Decision], entered: list[Entered], office: BatchOffice
) -> None:
    queries.add_acknowledgements(
        database,
        (
            (
                office.month,
                *identity(one.judged),
                office.keys.batch,
                it.place,
                it.acknowledged.body,
                it.acknowledged.signature,
                it.acknowledged.answer,
            )
            for one, it in zip(fresh, entered, strict=True)
        ),
    )


def _enter_in_ledger(
    database: Database, outcomes: Sequence[Entered | Replayed | Deferred], office: BatchOffice
) -> Batch:
    """Last, as its lock is everybody's: the leaves in order, the journal's last, and where the first one stands."""
    leaves = [one.acknowledged.leaf for one in outcomes if isinstance(one, Entered)]
    noted = journal.registered(office.now, actor=office.sender, count=len(leaves))
    batch = append(database, [*leaves, noted.leaf()], office.ledger, office.now)
    journal.write_registered(database, noted, batch, place=len(leaves))
    queries.add_batch(
        database,
        month=office.month,
        batch=office.keys.batch,
        first_index=batch.first,
        desk=office.desk,
        statistics=office.statistics,
    )
    return batch
