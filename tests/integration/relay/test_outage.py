"""What a register that takes nothing does to a real outbox, and what it does not."""

from datetime import timedelta

from tests.integration.relay.outbox import Destination, Outbox

from sceau.relay.delivery.breaker import FIRST, PROBE, State
from sceau.relay.delivery.deliver import Pass
from sceau.relay.delivery.register import Broken, Unavailable


def test_an_outage_costs_no_envelope_an_attempt_nor_its_place(outbox: Outbox) -> None:
    outbox.add(5)
    before = outbox.places()
    down = Destination(fail=lambda _: Unavailable("register-unreachable"))
    for _ in range(50):
        outbox.deliver(down)
        outbox.wait(timedelta(hours=8))
    assert outbox.places() == before
    assert (outbox.attempts(), outbox.codes()) == ({0}, {"register-unreachable"})


def test_nothing_is_leased_while_the_register_is_known_to_take_nothing(outbox: Outbox) -> None:
    outbox.add(300)
    down = Destination(fail=lambda _: Unavailable("register-unreachable"))
    held = [outbox.deliver(down) for _ in range(4)]
    assert held == [Pass(taken=200, held=200)] * 3 + [Pass(0)]
    assert outbox.leases() == 0
    outbox.wait(FIRST)
    assert outbox.deliver(down) == Pass(taken=PROBE, held=PROBE)


def test_after_an_outage_the_oldest_go_first_at_full_speed(outbox: Outbox) -> None:
    days = [outbox.add(150)]
    down = Destination(fail=lambda _: Unavailable("register-unreachable"))
    for _ in range(2):
        for _ in range(20):
            outbox.deliver(down)
            outbox.wait(timedelta(hours=1))
        days.append(outbox.add(150))
    up = Destination()
    assert [outbox.deliver(up).acknowledged for _ in range(4)] == [PROBE, 200, 200, 40]
    ages = {header: age for age, day in enumerate(days) for header in day}
    assert [ages[header] for header in up.order] == [0] * 150 + [1] * 150 + [2] * 150


def test_the_register_s_retry_after_is_honoured(outbox: Outbox) -> None:
    outbox.add()
    outbox.deliver(Destination(fail=lambda _: Unavailable("busy", timedelta(minutes=3))))
    outbox.add()
    outbox.wait(timedelta(minutes=3) - timedelta(seconds=1))
    assert outbox.deliver(Destination()) == Pass(0)
    outbox.wait(timedelta(seconds=1))
    assert outbox.deliver(Destination()).acknowledged == 2


def test_only_a_pass_of_which_nothing_was_answered_counts_against_the_register(outbox: Outbox) -> None:
    poison = outbox.add(2)[0]
    outbox.deliver(Destination(fail=lambda headers: Broken() if poison in headers else None))
    for state in (State.CLOSED, State.CLOSED, State.OPEN):
        outbox.add()
        outbox.deliver(Destination(fail=lambda _: Broken()))
        assert outbox.breaker.state is state


def test_once_the_register_takes_nothing_the_rest_of_a_broken_request_is_not_sent(outbox: Outbox) -> None:
    outbox.add(8)
    failures = iter([Broken(), Broken(), Unavailable("busy")])
    destination = Destination(fail=lambda _: next(failures))
    assert outbox.deliver(destination) == Pass(taken=8, held=8)
    assert destination.requests == [8, 4, 2]


def test_one_that_waits_for_the_register_only_is_held_back_by_no_breaker(outbox: Outbox) -> None:
    """Every envelope deferred is an answer too."""
    outbox.add(2)
    deferring = Destination(fail=lambda _: None, deferred="correction-waits")
    for _ in range(5):
        assert outbox.deliver(deferring) == Pass(taken=2, postponed=2)
        outbox.wait(timedelta(hours=4))
    assert (outbox.attempts(), outbox.codes()) == ({5}, {"correction-waits"})


def test_attempts_that_an_outage_cost_are_not_an_envelope_s_own(outbox: Outbox) -> None:
    outbox.add(2)
    for fail in [lambda _: Unavailable("register-unreachable")] * 20 + [lambda _: Broken()] * 20:
        outbox.deliver(Destination(fail=fail))
        outbox.wait(timedelta(hours=4))
    assert (outbox.states(), outbox.faults()) == (["pending", "pending"], {0})
    assert outbox.deliver(Destination()).acknowledged == 2


def test_a_register_broken_altogether_is_not_flooded(outbox: Outbox) -> None:
    outbox.add(200)
    destination = Destination(fail=lambda _: Broken())
    outbox.deliver(destination)
    assert len(destination.requests) <= 32 + 8
    assert "dead" not in outbox.states()


def test_an_outage_of_weeks_gives_nothing_up(outbox: Outbox) -> None:
    outbox.add(3)
    down = Destination(fail=lambda _: Unavailable("register-unreachable"))
    for _ in range(17 * 6):
        outbox.deliver(down)
        outbox.wait(timedelta(hours=4))
    assert set(outbox.states()) == {"pending"}
    assert outbox.deliver(Destination()).acknowledged == 3


def test_an_outage_gives_nothing_up_however_old(outbox: Outbox) -> None:
    outbox.add()
    outbox.wait(timedelta(days=61))
    outbox.deliver(Destination(fail=lambda _: Unavailable("register-unreachable")))
    assert outbox.states() == ["pending"]


def test_a_register_that_can_judge_nothing_gives_nothing_up(outbox: Outbox) -> None:
    """It answers, but signs for nobody: a key that it lacks is no envelope's fault."""
    outbox.add(3)
    outbox.deliver(Destination())
    outbox.add(3)
    for _ in range(12):
        outbox.deliver(Destination(deferred="register-error"))
        outbox.wait(timedelta(hours=4))
    assert outbox.states().count("pending") == 3
    assert outbox.deliver(Destination()).acknowledged == 3
