"""Slips at the relay: leased to a notifier that the operator added, settled under the lease, gone when done or past."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from tests.integration.relay.pharmacy import TODAY, Pharmacy
from tests.integration.relay.test_api_contract import ABOUT_BODIES
from tests.integration.running import RunningRelay

from sceau.assertion import Credentials, new_key, token_request
from sceau.envelope import cbor
from sceau.envelope.header import parse_header
from sceau.envelope.open import open_slip
from sceau.envelope.seal import Slip, TicketFor
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import parse_delivery
from sceau.relay.commands import notifier_add, notifier_suspend
from sceau.relay.configuration import RelaySettings
from sceau.relay.notices import lease as notices

SLIP = Slip("email", "personne@exemple.invalid", "fr")
BORN = "1979-03-28"


@dataclass(frozen=True, slots=True)
class Notifier:
    """A notifier as the relay meets it: a client id, a key, a token."""

    relay: RunningRelay
    client_id: str
    token: str

    @classmethod
    def added(cls, relay: RunningRelay) -> "Notifier":
        key = new_key()
        client_id = notifier_add(settings_of(relay), jwk=key.as_dict(private=False))
        endpoint = f"{relay.url}/token"
        form = token_request(Credentials(client_id, key), endpoint=endpoint, scope="notice.send", now=time.time())
        return cls(relay, client_id, httpx2.post(endpoint, data=form).json()["access_token"])

    def post(self, path: str, body: object) -> httpx2.Response:
        headers = {"Content-Type": "application/cbor", "Authorization": f"Bearer {self.token}"}
        return httpx2.post(f"{self.relay.url}{path}", content=cbor.encode(body), headers=headers)

    def lease(self, most: int = 50) -> tuple[bytes, list[bytes]]:
        answer: Any = cbor.decode(self.post("/notices/lease", {"most": most}).content, limit=1_000_000)
        return answer["lease"], answer["slips"]

    def settle(self, lease: bytes, slips: Sequence[bytes], outcome: str) -> dict[str, int]:
        outcomes = [[*key_of(one), outcome] for one in slips]
        answer = self.post("/notices/done", {"lease": lease, "outcomes": outcomes})
        assert answer.status_code == 200, answer.text
        said: dict[str, int] = answer.json()
        return said


def key_of(slip: bytes) -> tuple[int, bytes, bytes]:
    header = parse_header(parse_delivery(slip).header_bytes)
    return header.day, header.pharmacy, header.id


def settings_of(relay: RunningRelay) -> RelaySettings:
    values = {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in relay.environment.items()}
    return RelaySettings.model_validate(values)


@pytest.fixture(scope="module")
def notifier(relay: RunningRelay) -> Notifier:
    return Notifier.added(relay)


@pytest.fixture
def send_slip(pharmacy: Pharmacy) -> Callable[[], bytes]:
    """Sends an envelope with a slip, alone in the queue; its id."""
    pharmacy.relay.execute("DELETE FROM notice")

    def send() -> bytes:
        sealed = pharmacy.seal(ticket=TicketFor(Ticket.new(), BORN), slip=SLIP)
        assert pharmacy.send(sealed).status_code == 201
        return sealed.envelope.header.id

    return send


def waiting(pharmacy: Pharmacy, one: bytes) -> list[tuple[object, ...]]:
    return pharmacy.relay.rows("SELECT attempts, due_at > now() FROM notice WHERE id = %s", one)


def test_the_notifier_opens_what_it_leased(
    notifier: Notifier, pharmacy: Pharmacy, send_slip: Callable[[], bytes]
) -> None:
    one = send_slip()
    _, [slip] = notifier.lease()
    assert key_of(slip) == (TODAY, pharmacy.log.pharmacy, one)
    assert open_slip(parse_delivery(slip), pharmacy.register.notifier_seed) == SLIP


def test_an_envelope_without_a_slip_leaves_nothing_to_tell(pharmacy: Pharmacy, send_slip: object) -> None:
    del send_slip
    pharmacy.send(pharmacy.seal(ticket=TicketFor(Ticket.new(), BORN)))
    assert pharmacy.relay.rows("SELECT FROM notice") == []


def test_an_envelope_sent_again_is_told_once(pharmacy: Pharmacy, notifier: Notifier, send_slip: object) -> None:
    del send_slip
    sealed = pharmacy.seal(ticket=TicketFor(Ticket.new(), BORN), slip=SLIP)
    assert pharmacy.send(sealed).status_code == 201
    lease, slips = notifier.lease()
    notifier.settle(lease, slips, "sent")
    assert pharmacy.send(sealed).status_code == 200
    assert notifier.lease()[1] == []


def test_what_is_leased_is_not_leased_again(notifier: Notifier, send_slip: Callable[[], bytes]) -> None:
    send_slip()
    assert [len(notifier.lease()[1]) for _ in range(2)] == [1, 0]


def test_every_slip_that_is_given_is_in_the_journal(
    pharmacy: Pharmacy, notifier: Notifier, send_slip: Callable[[], bytes]
) -> None:
    one = send_slip()
    notifier.lease()
    noted = pharmacy.relay.rows("SELECT actor, action FROM journal WHERE id = %s", one)
    assert noted == [(notifier.client_id, "slip-given")]


def test_a_lease_that_nobody_settles_ends_and_the_slip_is_due_again(
    pharmacy: Pharmacy, notifier: Notifier, send_slip: Callable[[], bytes]
) -> None:
    send_slip()
    first, slips = notifier.lease()
    later = datetime.now(UTC) + notices.LEASE + timedelta(seconds=1)
    with psycopg.connect(pharmacy.relay.database_url) as database:
        second = notices.lease(database, most=50, now=later, by="notifier")
    assert [one.encode() for one in second.slips] == slips
    assert notifier.settle(first, slips, "sent") == {"sent": 0, "undeliverable": 0}


@pytest.mark.parametrize("outcome", ["sent", "undeliverable"])
def test_what_is_done_with_is_deleted_and_counted(
    pharmacy: Pharmacy, notifier: Notifier, send_slip: Callable[[], bytes], outcome: str
) -> None:
    one = send_slip()
    lease, slips = notifier.lease()
    assert notifier.settle(lease, slips, outcome)[outcome] == 1
    assert waiting(pharmacy, one) == []
    noted = "SELECT actor, count FROM journal WHERE action = %s ORDER BY number DESC LIMIT 1"
    assert pharmacy.relay.rows(noted, f"notices-{outcome}") == [(notifier.client_id, 1)]


def test_what_must_be_tried_again_waits_as_an_envelope_does(
    pharmacy: Pharmacy, notifier: Notifier, send_slip: Callable[[], bytes]
) -> None:
    one = send_slip()
    lease, slips = notifier.lease()
    notifier.settle(lease, slips, "later")
    assert waiting(pharmacy, one) == [(1, True)]


def test_what_was_not_tried_has_no_attempt_against_it(
    pharmacy: Pharmacy, notifier: Notifier, send_slip: Callable[[], bytes]
) -> None:
    one = send_slip()
    lease, slips = notifier.lease()
    notifier.settle(lease, slips, "untried")
    assert waiting(pharmacy, one) == [(0, True)]


def test_each_failure_waits_longer(pharmacy: Pharmacy, send_slip: Callable[[], bytes]) -> None:
    one, now, waits = send_slip(), datetime.now(UTC) + timedelta(minutes=1), []
    key = (TODAY, pharmacy.log.pharmacy, one)
    with psycopg.connect(pharmacy.relay.database_url) as database:
        for _ in range(5):
            leased = notices.lease(database, most=1, now=now, by="notifier")
            later = [notices.Settled(key, notices.Outcome.LATER)]
            notices.settle(database, leased.token, later, now=now, by="notifier", random=Random(1))  # noqa: S311
            ((due,),) = database.execute("SELECT due_at FROM notice WHERE id = %s", (one,)).fetchall()
            waits.append((due - now).total_seconds())
            now = due
    assert waits == [10, 60, 600, 3600, 14_400]


def test_a_slip_that_nobody_could_send_goes_after_seven_days(
    pharmacy: Pharmacy, send_slip: Callable[[], bytes]
) -> None:
    one, now = send_slip(), datetime.now(UTC)
    with psycopg.connect(pharmacy.relay.database_url) as database:
        assert notices.expire(database, now + timedelta(days=6, hours=23)) == 0
        assert notices.expire(database, now + timedelta(days=7, minutes=1)) == 1
    assert waiting(pharmacy, one) == []


def test_a_word_under_another_lease_changes_nothing(
    pharmacy: Pharmacy, notifier: Notifier, send_slip: Callable[[], bytes]
) -> None:
    one = send_slip()
    _, slips = notifier.lease()
    notifier.settle(UUID(int=1).bytes, slips, "sent")
    notifier.settle(UUID(int=1).bytes, slips, "later")
    assert waiting(pharmacy, one) == [(0, True)]


def test_a_pharmacy_leases_no_slip(pharmacy: Pharmacy) -> None:
    answer = pharmacy.post("/notices/lease", cbor.encode({"most": 1}))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")
    assert pharmacy.ask_token(scope="notice.send").json()["code"] == "invalid-scope"


@pytest.mark.parametrize("path", ["/envelopes", "/envelopes/status", "/announce", "/reissue"])
def test_a_notifier_does_nothing_that_a_pharmacy_does(notifier: Notifier, path: str) -> None:
    answer = notifier.post(path, [])
    assert (answer.status_code, answer.json()["code"]) == (403, "scope-missing")


def test_a_suspended_notifier_is_refused_at_once(relay: RunningRelay, pharmacy: Pharmacy) -> None:
    del pharmacy
    other = Notifier.added(relay)
    assert other.post("/notices/lease", {"most": 1}).status_code == 200
    assert notifier_suspend(settings_of(relay), client_id=other.client_id)
    for path, body in (
        ("lease", {"most": 1}),
        ("done", {"lease": bytes(16), "outcomes": [[1, bytes(16), bytes(16), "sent"]]}),
    ):
        answer = other.post(f"/notices/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "client-suspended")


def test_a_key_added_again_is_the_same_notifier(relay: RunningRelay) -> None:
    jwk = new_key().as_dict(private=False)
    first = notifier_add(settings_of(relay), jwk=jwk)
    notifier_suspend(settings_of(relay), client_id=first)
    assert notifier_add(settings_of(relay), jwk=jwk) == first


def test_a_private_key_is_not_taken_for_a_public_one(relay: RunningRelay) -> None:
    with pytest.raises(ValueError, match="public half"):
        notifier_add(settings_of(relay), jwk=new_key().as_dict(private=True))


@pytest.mark.parametrize(
    "body",
    [
        {"lease": bytes(16), "outcomes": []},
        {"lease": bytes(15), "outcomes": [[1, bytes(16), bytes(16), "sent"]]},
        {"lease": bytes(16), "outcomes": [[True, bytes(16), bytes(16), "sent"]]},
        {"lease": bytes(16), "outcomes": [[1, bytes(16), bytes(16), "opened"]]},
        {"lease": bytes(16), "outcomes": [[1, bytes(16), bytes(16), "sent"]] * 51},
        {"lease": bytes(16), "outcomes": [[2**40, bytes(16), bytes(16), "sent"]]},
        [],
    ],
)
def test_a_word_that_is_none_is_refused(notifier: Notifier, body: object) -> None:
    assert notifier.post("/notices/done", body).status_code == 422


def test_more_than_fifty_are_not_leased_at_once(notifier: Notifier) -> None:
    assert notifier.post("/notices/lease", {"most": 51}).json()["code"] == "bad-length"


schema = schemathesis.openapi.from_path(Path(__file__).parents[3] / "spec" / "notice-api.yaml")


@schema.parametrize()
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_to_made_up_requests_is_specified(case: schemathesis.Case[Any], notifier: Notifier) -> None:
    headers = {"Authorization": f"Bearer {notifier.token}"}
    case.call_and_validate(base_url=notifier.relay.url, headers=headers, excluded_checks=ABOUT_BODIES)


def test_every_answer_to_real_requests_is_specified(notifier: Notifier, send_slip: Callable[[], bytes]) -> None:
    send_slip()
    outcomes = [[TODAY, bytes(16), bytes(16), "later"]]
    for path, body in (("lease", {"most": 50}), ("done", {"lease": bytes(16), "outcomes": outcomes})):
        case = schema[f"/notices/{path}"]["POST"].Case(
            headers={"Authorization": f"Bearer {notifier.token}"},
            body=cbor.encode(body),
            media_type="application/cbor",
        )
        answer = case.call_and_validate(base_url=notifier.relay.url, excluded_checks=ABOUT_BODIES)
        assert answer.status_code == 200, answer.text
