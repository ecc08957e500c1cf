"""Accepting a batch: one transaction, then one answer an envelope, in order.

The one idea: the batch is stored as if all were well, and what the database finds wrong (a target corrected already, a
ticket of another pharmacy) undoes the transaction; the batch is then stored again without those. The usual batch pays
for nothing unusual.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.wire import Envelope
from sceau.relay.clients.standing import Standing, standing
from sceau.relay.intake.checks import SenderChecks, examine, outside_days
from sceau.relay.intake.mending import mend
from sceau.relay.intake.outcome import Accepted, Outcome, Refused
from sceau.relay.intake.storing import (
    Key,
    Stored,
    find_envelopes,
    insert_corrections,
    insert_envelopes,
    insert_tickets,
    key_of,
)
from sceau.relay.journal.entry import Action, write
from sceau.relay.relay import Relay
from sceau.web.clock import day_of
from sceau.web.database import Database, await_earlier_commits
from sceau.web.problems import Refusal
from sceau.web.smart import Access


def accept(relay: Relay, access: Access, batch: Sequence[bytes]) -> list[Outcome]:
    """Each encoded envelope's outcome, in order; those accepted are durable when this returns.

    Raises Refusal when the caller may not send at all, or nobody for now.
    """
    outcomes: list[Outcome | None] = [None] * len(batch)
    waiting: dict[int, Envelope] = {}
    for place, data in enumerate(batch):
        try:
            waiting[place] = examine(data)
        except EnvelopeError as error:
            outcomes[place] = Refused(error.code, error.path)
    try:
        stored = _store(relay, access, waiting)
    except Refusal as refusal:
        relay.metrics.envelopes.labels(refusal.code).inc(len(batch))
        raise
    for place, outcome in stored.items():
        outcomes[place] = outcome
    answered = [outcome for outcome in outcomes if outcome is not None]
    for word, count in Counter(outcome.word for outcome in answered).items():
        relay.metrics.envelopes.labels(word).inc(count)
    return answered


class _Undo(Exception):
    """These places cannot be stored; nothing of the transaction is kept."""

    def __init__(self, refused: Mapping[int, Refused]) -> None:
        super().__init__()
        self.refused = refused


@dataclass(slots=True)
class _Attempt:
    """One transaction over the envelopes at their places; `outcomes` fills up."""

    relay: Relay
    connection: Database
    standing: Standing
    outcomes: dict[int, Outcome] = field(default_factory=dict)

    def run(self, waiting: Mapping[int, Envelope]) -> dict[int, Outcome]:
        if not self.standing.has_room:
            raise Refusal("no-room")
        checks = SenderChecks(self.standing, now=self.relay.seconds())
        allowed = {place: one for place, one in waiting.items() if self._is_allowed(checks, place, one)}
        fresh = self._fresh(allowed)
        stored = self._insert(fresh)
        for place, envelope in fresh.items():
            if key_of(envelope) in stored:
                self.outcomes[place] = Accepted(envelope.header)
        self._answer_known({place: one for place, one in allowed.items() if place not in self.outcomes})
        return self.outcomes

    def _is_allowed(self, checks: SenderChecks, place: int, envelope: Envelope) -> bool:
        try:
            checks.check(envelope.header)
        except EnvelopeError as error:
            self.outcomes[place] = Refused(error.code, error.path, envelope.header)
            return False
        return True

    def _fresh(self, allowed: Mapping[int, Envelope]) -> dict[int, Envelope]:
        """The first of each key, of days that are still taken: what may be new."""
        today = day_of(self.relay.clock.now())
        first: dict[Key, int] = {}
        for place, envelope in allowed.items():
            if outside_days(envelope.header.day, today=today) is None:
                first.setdefault(key_of(envelope), place)
        return {place: allowed[place] for place in first.values()}

    def _insert(self, fresh: Mapping[int, Envelope]) -> set[Key]:
        if not fresh:
            return set()
        pharmacy, now = self.standing.pharmacy, self.relay.clock.now()
        stored = insert_envelopes(self.connection, pharmacy, list(fresh.values()), now=now, by=self.standing.client_id)
        new = [envelope for envelope in fresh.values() if key_of(envelope) in stored]
        codes = dict.fromkeys(insert_corrections(self.connection, pharmacy, new), "stale-correction")
        codes |= insert_tickets(self.connection, pharmacy, new)
        if codes:
            raise _Undo(
                {
                    place: Refused(codes[key_of(envelope)], "", envelope.header)
                    for place, envelope in fresh.items()
                    if key_of(envelope) in codes
                }
            )
        return stored

    def _answer_known(self, rest: Mapping[int, Envelope]) -> None:
        """What was there before: the same commit is the same envelope, and gets the first answer."""
        if not rest:
            return
        await_earlier_commits(self.connection)
        self._mend(rest)
        known = find_envelopes(self.connection, self.standing.pharmacy, [key_of(one) for one in rest.values()])
        for place, envelope in rest.items():
            self.outcomes[place] = self._compare(envelope, known.get(key_of(envelope)))
        conflicts = sum(isinstance(one, Refused) and one.code == "conflict" for one in self.outcomes.values())
        if conflicts:
            at, by = self.relay.clock.now(), self.standing.client_id
            action, pharmacy = Action.ENVELOPES_IN_CONFLICT, self.standing.pharmacy
            write(self.connection, at=at, actor=by, action=action, count=conflicts, pharmacy=pharmacy)

    def _mend(self, repeated: Mapping[int, Envelope]) -> None:
        pharmacy, now = self.standing.pharmacy, self.relay.clock.now()
        mended = mend(self.connection, pharmacy, list(repeated.values()), now=now)
        if mended:
            at, by = now, self.standing.client_id
            write(
                self.connection, at=at, actor=by, action=Action.ENVELOPES_MENDED, count=len(mended), pharmacy=pharmacy
            )

    def _compare(self, envelope: Envelope, stored: Stored | None) -> Outcome:
        if stored is None:
            code = outside_days(envelope.header.day, today=day_of(self.relay.clock.now()))
            return Refused(code or "internal-error", "header.day", envelope.header)
        if stored.commit != envelope.header.commit:
            return Refused("conflict", "header.id", envelope.header)
        adopt = stored.header if stored.header != envelope.header_bytes else None
        return Accepted(envelope.header, status=200, adopt=adopt)


def _store(relay: Relay, access: Access, waiting: dict[int, Envelope]) -> dict[int, Outcome]:
    refused: dict[int, Outcome] = {}
    while True:
        left = {place: envelope for place, envelope in waiting.items() if place not in refused}
        try:
            with relay.pool.connection() as connection, connection.transaction():
                attempt = _Attempt(relay, connection, standing(relay, connection, access))
                return {**refused, **attempt.run(left)}
        except _Undo as undo:
            refused |= undo.refused
