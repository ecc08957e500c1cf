"""Pushing and following, whatever the relay answers."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from sceau.assertion import Credentials, new_key
from sceau.client.errors import RelayUnreachable
from sceau.client.http import Connection
from sceau.client.patience import Patience
from sceau.client.relay import Relay
from sceau.client.sending import Sending
from sceau.client.spool import New, Spool, State

URL = "https://relay.example"
KEY = new_key()
ROOT = bytes(32)
Answer = Callable[[httpx2.Request], httpx2.Response]


@dataclass
class ScriptedRelay:
    """Answers each path by turns; the last answer is given again for ever."""

    script: dict[str, list[Answer]]
    asked: list[str] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        if path == "/.well-known/smart-configuration":
            return httpx2.Response(200, json={"token_endpoint": f"{URL}/token"})
        if path == "/token":
            return httpx2.Response(200, json={"access_token": "made-up", "expires_in": 300})
        request.read()
        self.asked.append(path)
        answers = self.script[path]
        return (answers.pop(0) if len(answers) > 1 else answers[0])(request)


def lines(*answers: Mapping[str, object]) -> Answer:
    return lambda _: httpx2.Response(200, content="".join(json.dumps(one) + "\n" for one in answers).encode())


def ended(code: str) -> Mapping[str, object]:
    """The relay's last line, when it could read no further."""
    return {"status": 400, "code": code, "stream": "ended"}


def status(code: int) -> Answer:
    return lambda _: httpx2.Response(code, headers={"Retry-After": "0"})


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    spool = Spool(tmp_path)
    spool.add(New(bytes([number]) * 16, 20_000, b"h" * 32, b"\xa0", b"r" * 32) for number in (1, 2))
    return spool


@pytest.fixture
def sending(spool: Spool) -> Iterator[Callable[[ScriptedRelay], Sending]]:
    connections: list[Connection] = []

    def make(relay: ScriptedRelay) -> Sending:
        connections.append(Connection(URL, transport=httpx2.MockTransport(relay)))
        patience = Patience(attempts=3, sleep=lambda _: None)
        return Sending(spool, Relay(connections[-1], Credentials("made-up", KEY)), patience=patience)

    yield make
    for connection in connections:
        connection.__exit__()


Make = Callable[[ScriptedRelay], Sending]
DEAD = {"state": "dead", "code": "poison"}
TAKEN, REFUSED = {"status": 201}, {"status": 422, "code": "stale-key", "detail": "made up"}


def test_a_refused_envelope_does_not_stop_its_neighbour(spool: Spool, sending: Make) -> None:
    sending(ScriptedRelay({"/envelopes": [lines(REFUSED, TAKEN)]})).push()
    assert spool.counts() == {State.REFUSED: 1, State.ACCEPTED: 1}


def test_an_answer_cut_short_is_asked_for_again(spool: Spool, sending: Make) -> None:
    relay = ScriptedRelay({"/envelopes": [lines(TAKEN), lines(TAKEN)]})
    sending(relay).push()
    assert (spool.counts(), len(relay.asked)) == ({State.ACCEPTED: 2}, 2)


@pytest.mark.parametrize("code", ["body-cut-short", "not-canonical"])
def test_where_a_stream_broke_is_nobody_s_refusal(spool: Spool, sending: Make, code: str) -> None:
    sending(ScriptedRelay({"/envelopes": [lines(TAKEN, ended(code)), lines(TAKEN)]})).push()
    assert spool.counts() == {State.ACCEPTED: 2}


def test_a_stream_that_its_first_envelope_breaks_goes_on_without_it(spool: Spool, sending: Make) -> None:
    sending(ScriptedRelay({"/envelopes": [lines(ended("not-canonical")), lines(TAKEN)]})).push()
    assert spool.counts() == {State.REFUSED: 1, State.ACCEPTED: 1}


def test_a_body_cut_short_before_its_first_envelope_is_sent_again(spool: Spool, sending: Make) -> None:
    sending(ScriptedRelay({"/envelopes": [lines(ended("body-cut-short")), lines(TAKEN, TAKEN)]})).push()
    assert spool.counts() == {State.ACCEPTED: 2}


def test_an_answer_for_another_envelope_is_not_taken_for_this_one_s(spool: Spool, sending: Make) -> None:
    with pytest.raises(RelayUnreachable):
        sending(ScriptedRelay({"/envelopes": [lines({**TAKEN, "id": "ff" * 16})]})).push()
    assert spool.counts() == {State.SEALED: 2}


def test_a_relay_in_trouble_is_asked_again(spool: Spool, sending: Make) -> None:
    sending(ScriptedRelay({"/envelopes": [status(503), status(429), lines(TAKEN, TAKEN)]})).push()
    assert spool.counts() == {State.ACCEPTED: 2}


def test_a_token_that_no_longer_counts_is_asked_for_again(spool: Spool, sending: Make) -> None:
    sending(ScriptedRelay({"/envelopes": [status(401), lines(TAKEN, TAKEN)]})).push()
    assert spool.counts() == {State.ACCEPTED: 2}


@pytest.mark.parametrize("answer", [status(503), lines({"status": 503, "code": "busy"}), lines()])
def test_a_relay_that_stays_in_trouble_leaves_everything_here(spool: Spool, sending: Make, answer: Answer) -> None:
    with pytest.raises(RelayUnreachable, match="relay-"):
        sending(ScriptedRelay({"/envelopes": [answer]})).push()
    assert spool.counts() == {State.SEALED: 2}


def test_a_page_of_somebody_else_leaves_everything_here(spool: Spool, sending: Make) -> None:
    def page(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=b"<html>sign in to this network</html>")

    with pytest.raises(RelayUnreachable):
        sending(ScriptedRelay({"/envelopes": [page]})).push()
    assert spool.counts() == {State.SEALED: 2}


def test_a_receipt_that_is_none_is_noted_and_not_believed(spool: Spool, sending: Make) -> None:
    spool.accepted([bytes([1]) * 16, bytes([2]) * 16])
    garbage = {"state": "registered", "receipt": "AAAA", "answer": "AAAA"}
    relay = ScriptedRelay({"/envelopes/status": [lines(garbage, {"state": "accepted"})]})
    sending(relay).follow(ROOT, seconds=0.0)
    found = spool.known([bytes([1]) * 16])[bytes([1]) * 16]
    assert (found.state, found.code) == (State.ACCEPTED, "bad-acknowledgement")


HERE = {"state": "accepted"}
GONE = {"status": 404, "code": "unknown-envelope"}


def test_what_the_relay_lost_is_sent_again(spool: Spool, sending: Make) -> None:
    spool.accepted([bytes([1]) * 16, bytes([2]) * 16])
    relay = ScriptedRelay({"/envelopes/status": [lines(GONE), lines(HERE, GONE)], "/envelopes": [lines(TAKEN)]})
    made = sending(relay)
    assert made.find_lost() == 1
    made.push()
    assert (relay.asked, spool.waiting_count()) == (["/envelopes/status", "/envelopes/status", "/envelopes"], 0)


def test_a_relay_that_has_the_newest_is_asked_about_no_other(spool: Spool, sending: Make) -> None:
    spool.accepted([bytes([1]) * 16, bytes([2]) * 16])
    spool.note_whole_look(2**40, forget_before=0)
    relay = ScriptedRelay({"/envelopes/status": [lines(HERE)]})
    assert (sending(relay).find_lost(), len(relay.asked)) == (0, 1)


def test_all_that_is_held_is_asked_about_from_time_to_time(spool: Spool, sending: Make) -> None:
    spool.accepted([bytes([1]) * 16, bytes([2]) * 16])
    relay = ScriptedRelay({"/envelopes/status": [lines(HERE), lines(GONE, HERE)]})
    assert (sending(relay).find_lost(), [one for one, _ in spool.waiting(most=9)]) == (1, [bytes([1]) * 16])


@pytest.mark.usefixtures("spool")
def test_a_relay_that_never_took_anything_is_asked_nothing(sending: Make) -> None:
    assert sending(ScriptedRelay({})).find_lost() == 0


def test_what_was_lost_while_it_is_followed_goes_again(spool: Spool, sending: Make) -> None:
    spool.accepted([bytes([1]) * 16, bytes([2]) * 16])
    sending(ScriptedRelay({"/envelopes/status": [lines(GONE, HERE)]})).follow(ROOT, seconds=0.0)
    assert [one for one, _ in spool.waiting(most=9)] == [bytes([1]) * 16]


def test_what_the_relay_gave_up_is_asked_about_again(spool: Spool, sending: Make) -> None:
    relay = ScriptedRelay({"/envelopes": [lines(TAKEN, TAKEN)], "/envelopes/status": [lines(DEAD, DEAD)]})
    work = sending(relay)
    work.push()
    for _ in range(2):
        work.follow(ROOT, seconds=0)
    assert [(one.state, one.code, one.reply) for one in spool.given_up()] == [
        (State.REJECTED, "undelivered", b"r" * 32)
    ] * 2
    assert relay.asked.count("/envelopes/status") == 2
