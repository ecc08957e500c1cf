"""How long a delivering thread waits between two passes, what it is given, and what ends it; time is the test's."""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from tests.integration.running import DOMAIN, PublishedRegister, free_port
from tests.unit.relay.delivery.around_worker import Behaviour, SetClock, Waits, a_relay, stand_in, waits

from sceau.assertion import new_key
from sceau.envelope.signature import public_key
from sceau.envelope.statements import Statements, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.relay.delivery import worker as module
from sceau.relay.delivery.answers import RegisterKeys
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.deliver import BATCH, Pass
from sceau.relay.delivery.housekeeping import Chore
from sceau.relay.delivery.register import Broken, Unavailable
from sceau.relay.delivery.worker import IDLE, OUTAGE, Worker, connect, register_keys

PUBLISHED = PublishedRegister()


def fail_with(failure: Exception) -> Behaviour:
    def fail(_: Breaker) -> Pass:
        raise failure

    return fail


def outage(breaker: Breaker) -> Pass:
    breaker.failed()
    return Pass(5, held=5)


def recovery(breaker: Breaker) -> Pass:
    breaker.succeeded()
    return Pass(1, 1)


def test_a_full_batch_is_followed_by_the_next_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, lambda _: Pass(BATCH, BATCH - 1, postponed=1), 3) == [0, 0, 0]


@pytest.mark.parametrize("done", [Pass(0), Pass(BATCH - 1, BATCH - 1), Pass(BATCH, postponed=BATCH)])
def test_less_than_a_full_batch_or_nothing_delivered_waits_a_tenth_of_a_second(
    monkeypatch: pytest.MonkeyPatch, done: Pass
) -> None:
    assert waits(monkeypatch, lambda _: done, 2) == [IDLE.total_seconds()] * 2


def test_an_outage_is_waited_out_at_the_breaker_s_rhythm(monkeypatch: pytest.MonkeyPatch) -> None:
    idle = IDLE.total_seconds()
    assert waits(monkeypatch, outage, 8) == [idle, idle, 5, 10, 20, 40, 60, 60]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (
            Unavailable("register-unreachable"),
            {
                "event": "register_takes_nothing",
                "error": "Unavailable",
                "code": "register-unreachable",
                "log_level": "warning",
            },
        ),
        (Broken(), {"event": "register_takes_nothing", "error": "Broken", "log_level": "warning"}),
        (ConnectionError(), {"event": "worker_failed", "error": "ConnectionError", "log_level": "error"}),
    ],
)
def test_what_fails_altogether_is_told_and_tried_again_after_a_while(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, told: dict[str, str]
) -> None:
    with capture_logs() as heard:
        assert waits(monkeypatch, fail_with(failure), 2) == [OUTAGE.total_seconds()] * 2
    assert heard == [told, told]


def test_a_chore_too_leaves_the_register_alone_for_as_long_as_it_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits(monkeypatch, fail_with(Unavailable("busy", timedelta(minutes=3))), 2) == [180, 180]


def test_a_pass_that_took_something_is_told_with_its_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = iter([Pass(0), Pass(9, 4, postponed=3, held=2)])
    with capture_logs() as heard:
        waits(monkeypatch, lambda _: next(passes), 2)
    assert heard == [{"event": "delivered", "size": 9, "count": 4, "attempts": 3, "log_level": "info"}]


def test_the_breaker_is_told_of_once_when_it_opens_and_once_when_it_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    passes = iter([outage] * 4 + [recovery])
    with capture_logs() as heard:
        waits(monkeypatch, lambda breaker: next(passes)(breaker), 5)  # noqa: PLW0108 (another each time)
    assert [one for one in heard if one["event"] != "delivered"] == [
        {"event": "breaker", "state": state, "log_level": "warning"} for state in ("open", "closed")
    ]


def test_prometheus_is_shown_the_state_of_the_worker_s_breaker(monkeypatch: pytest.MonkeyPatch) -> None:
    port = free_port()
    waits(monkeypatch, outage, 4, port=port)
    assert 'sceau_relay_breaker_state{state="open"} 1.0' in httpx2.get(f"http://127.0.0.1:{port}/metrics").text


def test_a_pass_is_given_what_the_relay_and_its_worker_have(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def deliver_due(*arguments: object, breaker: object, **named: object) -> Pass:
        assert isinstance(breaker, Breaker)
        given.extend((*arguments, named))
        return Pass(0)

    stopping, random = Waits(1), Random()  # noqa: S311 (chance is not what is tested)
    relay = a_relay(stopping.clock, PUBLISHED)
    register = stand_in(monkeypatch, relay, deliver_due)
    Worker(relay, random=random, stopping=stopping).run(1)
    named = {"clock": relay.clock, "random": random, "is_stopping": stopping.is_set}
    assert given == [relay.pool, register, register_keys(PUBLISHED.statements), named]
    assert register.closed


def test_every_thread_of_a_worker_that_is_told_to_stop_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, asked = threading.Event(), []

    def deliver_due(*_: object, is_stopping: Callable[[], bool], **__: object) -> Pass:
        asked.append(is_stopping)
        begun.set()
        return Pass(0)

    relay = a_relay(SetClock(), PUBLISHED)
    stand_in(monkeypatch, relay, deliver_due)
    worker = Worker(relay)
    running = threading.Thread(target=worker.run, args=(3,))
    running.start()
    begun.wait(timeout=10)
    worker.stop()
    running.join()
    assert {is_stopping() for is_stopping in asked} == {True}


def test_nothing_is_delivered_before_the_register_s_keys_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping = Waits(2)
    relay = a_relay(stopping.clock, None)
    stand_in(monkeypatch, relay, lambda *_, **__: Pass(BATCH, BATCH))
    Worker(relay, stopping=stopping).run(1)
    assert stopping.seen == [IDLE.total_seconds()] * 2


def test_a_chore_is_done_again_at_once_while_there_is_more_and_then_in_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[object] = []

    def run(*arguments: object) -> bool:
        given.append(arguments)
        return len(given) == 1

    stopping = Waits(3)
    relay = a_relay(stopping.clock, PUBLISHED)
    register = stand_in(monkeypatch, relay, Pass, Chore("made-up", timedelta(seconds=7), run))
    Worker(relay, stopping=stopping).run(0)
    assert (stopping.seen, given) == ([0, 7, 7], [(relay, register)] * 3)


def test_the_register_is_called_at_its_address_as_the_client_that_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    key, clock, authorities = new_key(), SetClock(), Path("made-up.pem")
    settings = SimpleNamespace(
        register_client_key=SecretStr(json.dumps(key.as_dict(private=True))),
        register_client_id="made-up-relay",
        register_url="https://register.example",
        register_ca=authorities,
    )
    monkeypatch.setattr(module, "Register", lambda *given, **named: (given, named))
    made: Any = connect(SimpleNamespace(settings=settings, clock=clock))  # type: ignore[arg-type]
    (url, credentials, given), named = made
    assert (url, given, named) == ("https://register.example", clock, {"authorities": authorities})
    assert (credentials.client_id, credentials.key.as_dict(private=True)) == (
        "made-up-relay",
        key.as_dict(private=True),
    )


def test_the_register_s_word_is_that_of_its_published_keys() -> None:
    ledger = Verifier(ledger_origin(DOMAIN), public_key(PUBLISHED.ledger_seed))
    wanted = RegisterKeys(DOMAIN, [public_key(PUBLISHED.ack_seed)], [ledger])
    assert register_keys(PUBLISHED.statements) == wanted


def test_the_register_has_no_word_before_both_kinds_of_key_are_published() -> None:
    chains = [Statements.replay(PUBLISHED.objects[:length], root_hash=PUBLISHED.root_hash) for length in (3, 4, 5)]
    assert [register_keys(chain) is None for chain in chains] == [True, True, False]
