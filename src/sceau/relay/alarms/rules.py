"""When the operator is called: one small rule an alarm, whose docstring is the rule.

The one idea: a rule says what holds now, of which subject; raising once and clearing once is not its business. What
each means and what to do is in `texts.json`, under its name.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sceau.relay.alarms.snapshot import Snapshot

Facts = dict[str, str | int]

QUEUE_AGE: Final = timedelta(minutes=15)
SUCCESS: Final = 0.95
SETTLED: Final = 20
WORKER: Final = timedelta(minutes=2)
COMPARED: Final = timedelta(minutes=30)
UNSEEN: Final = timedelta(minutes=15)
GRACE: Final = timedelta(hours=1)
CERTIFICATE: Final = timedelta(days=14)
KEYS: Final = {
    "register": timedelta(days=14),
    "notifier": timedelta(days=7),
    "ack": timedelta(days=21),
    "ledger": timedelta(days=21),
}
SIGNER: Final = timedelta(days=30)
"""Time to bring those together who hold the offline roots."""

LASTING: Final = {"board-short": timedelta(minutes=10)}
"""How long an alarm must hold that sets one day against another: they are compared up to five minutes apart, and a row
of yesterday that was sent in between is counted before its envelope is."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, of whom; `facts` fill its sentence."""

    name: str
    subject: str = ""
    facts: Facts = field(default_factory=dict)


Rule = Callable[[Snapshot], Iterator[Alarm]]


def queue_is_old(seen: Snapshot) -> Iterator[Alarm]:
    """The oldest envelope on its way was accepted more than 15 minutes ago."""
    oldest = seen.queue.oldest
    if oldest is not None and seen.now - oldest > QUEUE_AGE:
        yield Alarm("queue-old", facts={"count": seen.queue.waiting, "minutes": (seen.now - oldest) // _MINUTE})


def envelopes_are_dead(seen: Snapshot) -> Iterator[Alarm]:
    """Some envelope was given up: its pharmacy was told, and somebody must look."""
    if seen.queue.dead:
        yield Alarm("envelopes-dead", facts={"count": seen.queue.dead})


def intake_is_closed(seen: Snapshot) -> Iterator[Alarm]:
    """New envelopes are refused, for there is no room for them."""
    if seen.lack is not None:
        yield Alarm("intake-closed", seen.lack)


def envelopes_are_ageing(seen: Snapshot) -> Iterator[Alarm]:
    """Some envelope still waits 53 days after its own: a week later the register's key may be gone."""
    if seen.ageing:
        yield Alarm("envelopes-ageing", facts={"count": seen.ageing})


def success_is_low(seen: Snapshot) -> Iterator[Alarm]:
    """Of yesterday's and today's envelopes that came to an end, at least 20, fewer than 95 % were registered."""
    rate = seen.days.success
    if rate is not None and seen.days.settled >= SETTLED and rate < SUCCESS:
        yield Alarm("success-low", facts={"percent": int(rate * 100), "count": seen.days.settled})


def books_differ(seen: Snapshot) -> Iterator[Alarm]:
    """On some day the relay's book of a pharmacy and the register's name different envelopes."""
    for one in seen.differing:
        yield Alarm("books-differ", f"{one.shop.finess} {one.day}", _shop(one.shop.name, count=one.count, day=one.day))


def board_is_short(seen: Snapshot) -> Iterator[Alarm]:
    """Since some day before today, a board says sent more often than envelopes of it were accepted."""
    for one in seen.short:
        yield Alarm("board-short", one.shop.finess, _shop(one.shop.name, count=one.count, day=one.day))


def pharmacy_is_silent(seen: Snapshot) -> Iterator[Alarm]:
    """It sent on at least three of the last four same weekdays, and not today, an hour after the latest hour it began.

    When more than half of those expected by now are silent, and at least five, that is one alarm: `all-silent`.
    """
    due = [one for one in seen.silences if seen.now > one.usual + GRACE]
    silent = [one for one in due if not one.sends_today]
    if len(silent) >= _MANY and len(silent) * 2 > len(due):
        yield Alarm("all-silent", facts={"count": len(silent), "of": len(due)})
        return
    for one in silent:
        yield Alarm("pharmacy-silent", one.shop.finess, _shop(one.shop.name))


def worker_is_gone(seen: Snapshot) -> Iterator[Alarm]:
    """No worker has said for two minutes that it is alive."""
    if seen.now - (seen.worker_seen or seen.started) > WORKER:
        yield Alarm("worker-gone")


def nothing_is_compared(seen: Snapshot) -> Iterator[Alarm]:
    """No day was compared with the register for half an hour: it, or our right to ask it, is gone."""
    if seen.now - max(seen.compared or seen.started, seen.started) > COMPARED:
        yield Alarm("nothing-compared")


def certificate_ends(seen: Snapshot) -> Iterator[Alarm]:
    """A TLS certificate, ours or the register's, ends within 14 days, or does not hold now."""
    for host, end in seen.certificates.items():
        if end is None:
            yield Alarm("certificate-bad", host)
        elif end - seen.now < CERTIFICATE:
            yield Alarm("certificate-ends", host, {"day": f"{end:%Y-%m-%d}"})


def key_ends(seen: Snapshot) -> Iterator[Alarm]:
    """The last published key of a role ends soon and none follows: register 14 days, notifier 7, others 21."""
    for role, end in seen.keys.items():
        if end - seen.now < KEYS[role]:
            yield Alarm("key-ends", role, {"day": f"{end:%Y-%m-%d}"})


def signer_ends(seen: Snapshot) -> Iterator[Alarm]:
    """The register's online signer, whom its offline roots authorised, may sign for less than 30 days."""
    if seen.signer is not None and seen.signer - seen.now < SIGNER:
        yield Alarm("signer-ends", facts={"day": f"{seen.signer:%Y-%m-%d}"})


def witness_is_behind(seen: Snapshot) -> Iterator[Alarm]:
    """A witness has not cosigned for 15 minutes what was there to cosign."""
    for one in seen.witnesses:
        if one.behind:
            yield Alarm("witness-behind", one.name)


def ledger_is_unseen(seen: Snapshot) -> Iterator[Alarm]:
    """What the register acknowledged more than 15 minutes ago stands in no ledger that witnesses have seen so long."""
    if seen.unseen is not None and seen.now - seen.unseen > UNSEEN:
        yield Alarm("ledger-unseen", facts={"minutes": (seen.now - seen.unseen) // _MINUTE})


def something_was_found(seen: Snapshot) -> Iterator[Alarm]:
    """A process found what does not go away by itself, as a fork of the register's ledger."""
    for name, subject in seen.findings:
        yield Alarm(name, subject)


def alarms(seen: Snapshot) -> list[Alarm]:
    """All that is wrong now."""
    return [alarm for rule in RULES for alarm in rule(seen)]


def _shop(name: str, **facts: str | int) -> Facts:
    return {**facts, "name": name}


_MINUTE: Final = timedelta(minutes=1)
_MANY: Final = 5
RULES: Final[tuple[Rule, ...]] = (
    something_was_found,
    worker_is_gone,
    queue_is_old,
    envelopes_are_dead,
    intake_is_closed,
    envelopes_are_ageing,
    success_is_low,
    books_differ,
    board_is_short,
    pharmacy_is_silent,
    nothing_is_compared,
    certificate_ends,
    key_ends,
    signer_ends,
    witness_is_behind,
    ledger_is_unseen,
)
