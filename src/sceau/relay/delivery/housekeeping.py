"""What the worker does beside delivery: bring keys in, pass logs on, give leaves their place, make room.

Each chore is small, safe to run in several workers at once, and commits what it did.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sceau.envelope.statements import KeyRole, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.relay import maintenance
from sceau.relay.alarms import standing
from sceau.relay.bundle import logged, served
from sceau.relay.counter import housekeeping as counter
from sceau.relay.delivery import ageing, forward, lease
from sceau.relay.delivery.register import Register
from sceau.relay.intake import room
from sceau.relay.journal import readings
from sceau.relay.journal.entry import WORKER
from sceau.relay.ledger import ledger_signer
from sceau.relay.mirror import acknowledged, follow
from sceau.relay.notices import lease as notices
from sceau.relay.people import retention
from sceau.relay.reconciliation import reconciling, summary
from sceau.relay.relay import Relay
from sceau.relay.statements.storing import store_enrolments, store_statements
from sceau.web import cosigning, journal, ledger_store
from sceau.web.clock import day_of
from sceau.web.smart import forget_expired
from sceau.web.witnesses import parse_witnesses

LEAVES: Final = 4096
"""Leaves a checkpoint takes in at most."""


@dataclass(frozen=True, slots=True)
class Chore:
    """`run` does one bounded piece of work and returns whether there may be more at once."""

    name: str
    every: timedelta
    run: Callable[[Relay, Register], bool]


def mirror_statements(relay: Relay, register: Register) -> bool:
    """Bring in the register's statements and enrolments, checked from the pinned root.

    A revocation is durable, and then only believed, whatever becomes of the enrolments that come after it.
    """
    root_hash = bytes.fromhex(relay.settings.register_root)
    objects, enrolments, now = register.fetch("/keys"), register.fetch("/enrolments"), relay.clock.now()
    with relay.pool.connection() as connection:
        store_statements(connection, objects, root_hash=root_hash, now=now, by=WORKER)
    with relay.pool.connection() as connection:
        statements = relay.statements.read(connection)
        store_enrolments(connection, enrolments, statements=statements, now=now, by=WORKER)
    return False


def forward_logs(relay: Relay, register: Register) -> bool:
    """Pass new entries of pharmacies' logs on to the register."""
    return forward.forward_logs(relay.pool, register, relay.clock) == forward.BATCH


def sequence_leaves(relay: Relay, _register: Register) -> bool:
    """Give waiting leaves their place in the relay's ledger, one signature a batch."""
    with relay.pool.connection() as connection:
        waiting = connection.execute("SELECT FROM leaf_queue LIMIT 1").fetchone()
        if waiting is None:
            return False
        return (
            ledger_store.sequence(connection, ledger_signer(relay.settings), relay.clock.now(), limit=LEAVES) == LEAVES
        )


def log_bundle(relay: Relay, _register: Register) -> bool:
    """Put the manifest of what browsers are served in the ledger, unless it is what was put there last."""
    signer, manifest = ledger_signer(relay.settings), served.built(relay.settings, served.MANIFEST)
    with relay.pool.connection() as connection:
        logged.log_bundle(connection, manifest, signer, relay.clock.now())
    return False


def ask_witnesses(relay: Relay, _register: Register) -> bool:
    """Bring the newest checkpoint of the relay's ledger to those who cosign it."""
    if relay.settings.witnesses:
        cosigning.cosign_newest(relay.pool, parse_witnesses(relay.settings.witnesses), relay.clock.now())
    return False


def mirror_ledger(relay: Relay, register: Register) -> bool:
    """Mirror the register's ledger up to what its witnesses have seen; what it acknowledged stands there."""
    keys, now = _ledger_keys(relay), relay.clock.now()
    if keys:
        follow.follow_ledger(relay.pool, register, keys, now)
    return acknowledged.compare(relay.pool, now)


def _ledger_keys(relay: Relay) -> list[Verifier]:
    """Of the register's ledger; none before any statement was mirrored."""
    with relay.pool.connection() as connection:
        statements = relay.statements.read(connection)
    origin = ledger_origin(statements.domain)
    return [Verifier(origin, key.pk) for key in statements.usable(KeyRole.LEDGER)]


def reconcile(relay: Relay, register: Register) -> bool:
    """Compare a day with the register."""
    return reconciling.reconcile_next(relay.pool, register, relay.clock.now())


def bring_readings(relay: Relay, register: Register) -> bool:
    """Bring what was read at the register's desk since the last time."""
    keys = _ledger_keys(relay)
    return bool(keys) and readings.bring(relay.pool, register, keys, relay.clock.now())


def mend_times(relay: Relay, _register: Register) -> bool:
    """Bring back what a clock that was ahead has put off."""
    with relay.pool.connection() as connection:
        lease.mend_times(connection, relay.clock.now())
    return False


def watch_room(relay: Relay, _register: Register) -> bool:
    """See whether there is room for more envelopes, and say so to those who take them."""
    with relay.pool.connection() as connection:
        room.watch_room(connection, room.Limits.of(relay.settings), relay.clock.now())
    return False


def tell_ageing(relay: Relay, _register: Register) -> bool:
    """Tell of undelivered envelopes whose time ends."""
    with relay.pool.connection() as connection:
        ageing.tell_ageing(connection, relay.clock.now(), keep_days=relay.settings.keep_days)
    return False


def prune_copies(relay: Relay, _register: Register) -> bool:
    """Delete register copies that were acknowledged and whose grace is over."""
    with relay.pool.connection() as connection:
        return lease.prune(connection, relay.clock.now()) > 0


def expire_slips(relay: Relay, _register: Register) -> bool:
    """Delete slips that the notifier could not send in seven days."""
    with relay.pool.connection() as connection:
        notices.expire(connection, relay.clock.now())
    return False


def keep_people(relay: Relay, _register: Register) -> bool:
    """End memberships past their last day; forget sessions, links and names that are past."""
    with relay.pool.connection() as connection:
        retention.keep_people(connection, relay.clock.now())
    return False


def forget_counter(relay: Relay, _register: Register) -> bool:
    """Forget the counter's rows past retention, and what people typed on their phones the day before."""
    with relay.pool.connection() as connection:
        return counter.forget(connection, relay.clock.now(), keep_days=relay.settings.keep_days, by=WORKER)


def make_room(relay: Relay, _register: Register) -> bool:
    """Make the partitions of the weeks to come; forget what is past retention, and assertions that expired.

    Each in a transaction of its own: a partition made or dropped shuts everybody out of the table until the commit.
    """
    now = relay.clock.now()
    with relay.pool.connection() as connection:
        maintenance.make_room(connection, now)
    with relay.pool.connection() as connection:
        maintenance.forget(connection, now, keep_days=relay.settings.keep_days, by=WORKER)
    with relay.pool.connection() as connection:
        journal.forget(connection, now)
        readings.forget(connection, now)
    with relay.pool.connection() as connection:
        forget_expired(connection, now)
        summary.forget(connection, day_of(now) - relay.settings.keep_days)
        standing.forget(connection, now - timedelta(days=relay.settings.keep_days))
    return False


def beat(relay: Relay, _register: Register) -> bool:
    """Say that a worker is alive."""
    with relay.pool.connection() as connection:
        standing.beat(connection, WORKER, relay.clock.now())
    return False


CHORES: Final = (
    Chore("beat", timedelta(seconds=15), beat),
    Chore("make-room", timedelta(hours=1), make_room),
    Chore("mirror-statements", timedelta(seconds=5), mirror_statements),
    Chore("forward-logs", timedelta(milliseconds=200), forward_logs),
    Chore("sequence-leaves", timedelta(milliseconds=200), sequence_leaves),
    Chore("log-bundle", timedelta(hours=1), log_bundle),
    Chore("ask-witnesses", cosigning.EVERY, ask_witnesses),
    Chore("mirror-ledger", cosigning.EVERY, mirror_ledger),
    Chore("bring-readings", timedelta(seconds=10), bring_readings),
    Chore("reconcile", timedelta(seconds=30), reconcile),
    Chore("mend-times", timedelta(minutes=1), mend_times),
    Chore("watch-room", timedelta(seconds=10), watch_room),
    Chore("tell-ageing", timedelta(hours=1), tell_ageing),
    Chore("prune-copies", timedelta(minutes=1), prune_copies),
    Chore("expire-slips", timedelta(minutes=10), expire_slips),
    Chore("keep-people", timedelta(minutes=1), keep_people),
    Chore("forget-counter", timedelta(minutes=10), forget_counter),
)
