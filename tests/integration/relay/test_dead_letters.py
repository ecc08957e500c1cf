"""Dead letters of a real relay: listed, replayed with a reason, in the journal; and installations suspended."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.integration.relay.pharmacy import TODAY, Pharmacy

from sceau.relay.configuration import RelaySettings
from sceau.relay.delivery import operating
from sceau.relay.delivery.dead import Chosen

REASON = "register mended"
EVERYTHING = Chosen()


@dataclass(frozen=True)
class SetClock:
    time: datetime

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def settings(pharmacy: Pharmacy) -> RelaySettings:
    given = pharmacy.relay.environment
    return RelaySettings.model_validate(
        {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in given.items()}
    )


@pytest.fixture
def letters(pharmacy: Pharmacy, neighbour: Pharmacy) -> Iterator[list[str]]:
    """Given up: one of the pharmacy's as poison, one as too old, and one of its neighbour's as poison."""
    letters = [(pharmacy, "poison"), (pharmacy, "too-old"), (neighbour, "poison")]
    yield [give_up(sender, code) for sender, code in letters]
    pharmacy.relay.execute("DELETE FROM outbox")


def give_up(sender: Pharmacy, code: str) -> str:
    sealed = sender.seal()
    sender.send(sealed)
    update = "UPDATE outbox SET state = 'dead', attempts = 9, faults = 8, last_code = %s, told = true WHERE id = %s"
    sender.relay.execute(update, code, sealed.envelope.header.id)
    return sealed.envelope.header.id.hex()


def listed(settings: RelaySettings, which: Chosen = EVERYTHING) -> set[str]:
    return {one.id.hex() for one in operating.list_dead(settings, which)}


def chosen(*ids: str, finess: str | None = None, day: date | None = None, code: str | None = None) -> Chosen:
    return operating.chosen(ids, finess=finess, day=day, code=code)


def test_what_was_given_up_is_listed_with_pharmacy_reason_and_attempts(
    settings: RelaySettings, letters: list[str], pharmacy: Pharmacy
) -> None:
    [found] = operating.list_dead(settings, chosen(letters[1]))
    assert (found.finess, found.code, found.attempts, found.day) == (pharmacy.finess, "too-old", 9, TODAY)


def test_each_thing_given_narrows_the_choice(settings: RelaySettings, letters: list[str], pharmacy: Pharmacy) -> None:
    today = date(1970, 1, 1) + timedelta(days=TODAY)
    assert listed(settings) == set(letters)
    assert listed(settings, chosen(code="poison")) == {letters[0], letters[2]}
    assert listed(settings, chosen(code="poison", finess=pharmacy.finess)) == {letters[0]}
    assert listed(settings, chosen(day=today, code="too-old")) == {letters[1]}
    assert listed(settings, chosen(day=today - timedelta(days=1))) == set()


def test_a_replayed_envelope_is_as_if_it_had_just_been_accepted(
    settings: RelaySettings, letters: list[str], pharmacy: Pharmacy
) -> None:
    assert operating.replay(settings, chosen(letters[0]), reason=REASON) == 1
    row = "SELECT state, attempts, faults, last_code, told, due_at <= now() FROM outbox WHERE id = %s"
    assert pharmacy.relay.rows(row, bytes.fromhex(letters[0])) == [("pending", 0, 0, None, False, True)]
    assert listed(settings) == {letters[1], letters[2]}
    assert pharmacy.get(f"/envelopes/{TODAY}/{letters[0]}").json()["state"] == "accepted"


def test_each_replay_is_in_the_journal_with_its_reason(
    settings: RelaySettings, letters: list[str], pharmacy: Pharmacy
) -> None:
    assert operating.replay(settings, chosen(code="poison"), reason=REASON) == 2
    written = "SELECT actor, detail, id FROM journal WHERE action = 'envelope-replayed' AND id = ANY(%s)"
    ids = [bytes.fromhex(one) for one in letters]
    found = pharmacy.relay.rows(written, ids)
    assert sorted(found) == sorted(("operator", REASON, one) for one in (ids[0], ids[2]))


def test_what_was_not_given_up_is_not_replayed(settings: RelaySettings, pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    pharmacy.send(sealed)
    assert operating.replay(settings, chosen(sealed.envelope.header.id.hex()), reason=REASON) == 0


@pytest.mark.parametrize("reason", ["", " ", "x" * 201])
def test_a_replay_needs_a_short_reason(settings: RelaySettings, letters: list[str], reason: str) -> None:
    with pytest.raises(operating.UnclearError, match=r"^the journal needs a reason of at most 200 characters"):
        operating.replay(settings, chosen(letters[0]), reason=reason)


@pytest.mark.parametrize("reason", ["x", "x" * 200])
def test_a_reason_has_one_to_two_hundred_characters(settings: RelaySettings, letters: list[str], reason: str) -> None:
    assert operating.replay(settings, chosen(letters[0]), reason=reason) == 1


def test_nothing_chosen_is_not_everything(settings: RelaySettings, letters: list[str]) -> None:
    with pytest.raises(operating.UnclearError, match=r"^say which: ids, or --pharmacy, --day or --code"):
        operating.replay(settings, EVERYTHING, reason=REASON)
    assert listed(settings) == set(letters)


@pytest.mark.parametrize("one", ["xyz", "00" * 15, "é"])
def test_what_is_no_id_is_said(one: str) -> None:
    with pytest.raises(operating.UnclearError, match=r"^an envelope's id is 32 hexadecimal digits$"):
        chosen(one)


def test_a_suspended_installation_may_not_call_until_it_is_resumed(settings: RelaySettings, pharmacy: Pharmacy) -> None:
    token = pharmacy.token()
    assert operating.suspend(settings, pharmacy.client_id, reason="computer stolen")
    refused = pharmacy.post("/envelopes", pharmacy.seal().envelope.encode(), token=token)
    assert (refused.status_code, refused.json()["code"]) == (403, "client-suspended")
    told = pharmacy.ask_token()
    assert (told.status_code, told.json()["code"]) == (403, "client-suspended")
    assert operating.resume(settings, pharmacy.client_id, reason="computer found")
    assert pharmacy.send(pharmacy.seal()).status_code == 201
    written = "SELECT action, detail FROM journal WHERE action LIKE 'client-%%ed' AND detail LIKE %s ORDER BY number"
    assert pharmacy.relay.rows(written, f"{pharmacy.client_id}: %") == [
        ("client-suspended", f"{pharmacy.client_id}: computer stolen"),
        ("client-resumed", f"{pharmacy.client_id}: computer found"),
    ]


def test_suspending_twice_or_a_stranger_changes_nothing(settings: RelaySettings, pharmacy: Pharmacy) -> None:
    assert not operating.resume(settings, pharmacy.client_id, reason=REASON)
    assert not operating.suspend(settings, "nobody", reason=REASON)


def test_what_the_operator_does_is_dated_by_the_clock_it_is_given(
    settings: RelaySettings, letters: list[str], pharmacy: Pharmacy, neighbour: Pharmacy
) -> None:
    clock, reason = SetClock(datetime(2026, 1, 10, 12, 0, tzinfo=UTC)), f"mended {secrets.token_hex(4)}"
    operating.replay(settings, chosen(letters[0]), reason=reason, clock=clock)
    operating.suspend(settings, neighbour.client_id, reason=reason, clock=clock)
    operating.resume(settings, neighbour.client_id, reason=reason, clock=clock)
    written = "SELECT action, at FROM journal WHERE detail LIKE %s ORDER BY number"
    actions = ("envelope-replayed", "client-suspended", "client-resumed")
    assert pharmacy.relay.rows(written, f"%{reason}") == [(action, clock.time) for action in actions]
