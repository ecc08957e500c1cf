"""Undelivered envelopes near their end are told of once; what is given up is counted when it goes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import psycopg
import pytest
from tests.faults.service import eventually
from tests.integration.relay.locks import WAITING_FOR_A_LOCK
from tests.integration.relay.outbox import DAY, Destination, Outbox

from sceau.relay.delivery.ageing import tell_ageing
from sceau.relay.delivery.dead import Chosen, replay
from sceau.relay.delivery.register import Broken
from sceau.relay.maintenance import forget
from sceau.web.clock import day_of

KEEP = 90


def tell_on(outbox: Outbox, day: int) -> int:
    """What is told so many days after the envelopes' own."""
    now = outbox.clock.now() + timedelta(days=DAY + day - day_of(outbox.clock.now()))
    with outbox.pool.connection() as connection:
        return tell_ageing(connection, now, keep_days=KEEP)


def give_up(outbox: Outbox) -> None:
    with outbox.pool.connection() as connection:
        connection.execute("UPDATE outbox SET state = 'dead'")


def forget_at(outbox: Outbox, later: datetime) -> None:
    with outbox.pool.connection() as connection:
        forget(connection, later, keep_days=KEEP, by="worker")


def test_what_waits_is_told_of_once_a_week_before_the_register_s_key_may_be_gone(outbox: Outbox) -> None:
    outbox.add(3)
    assert [tell_on(outbox, day) for day in (52, 53, 54)] == [0, 3, 0]
    assert outbox.journal() == [("worker", "envelopes-ageing", 3, "pending")]


def test_what_was_given_up_is_told_of_once_a_week_before_it_goes(outbox: Outbox) -> None:
    outbox.add(2)
    give_up(outbox)
    assert [tell_on(outbox, day) for day in (82, 83, 84)] == [0, 2, 0]
    assert outbox.journal() == [("worker", "envelopes-ageing", 2, "dead")]


@pytest.mark.parametrize("day", [53, 83, 400])
def test_what_the_register_has_signed_for_is_never_told_of(outbox: Outbox, day: int) -> None:
    outbox.add(2)
    assert outbox.deliver(Destination()).acknowledged == 2
    assert tell_on(outbox, day) == 0


def test_what_waits_is_never_forgotten_and_what_was_given_up_is_counted_when_it_is(outbox: Outbox) -> None:
    outbox.add(2)
    outbox.deliver(Destination(fail=lambda _: Broken()))
    later = outbox.clock.now() + timedelta(days=400)
    forget_at(outbox, later)
    assert outbox.states() == ["pending", "pending"]
    give_up(outbox)
    forget_at(outbox, later)
    assert outbox.states() == []
    assert ("worker", "dead-letters-forgotten", 2, "") in outbox.journal(3)


def test_what_is_replayed_while_its_week_is_forgotten_keeps_its_envelope(outbox: Outbox) -> None:
    outbox.add(1)
    give_up(outbox)
    later = outbox.clock.now() + timedelta(days=400)
    with psycopg.connect(str(outbox.pool.conninfo)) as operator, ThreadPoolExecutor() as threads:
        assert replay(operator, Chosen(day=DAY), reason="mended at last", now=later) == 1
        forgetting = threads.submit(forget_at, outbox, later)
        eventually(lambda: outbox.rows(WAITING_FOR_A_LOCK) == [(1,)], "the other waits")
        operator.commit()
        forgetting.result()
    assert outbox.states() == ["pending"]
    assert outbox.rows("SELECT count(*) FROM envelope") == [(1,)]
