"""Members: inviting, changing, last days, and ending a membership at once."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from tests.integration.relay.people.aging import grow_old
from tests.integration.relay.people.authenticator import Authenticator
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import RPPS, Person, Shop
from tests.integration.running import RunningRelay

from sceau.relay.people.managing import end_membership
from sceau.relay.people.members import Member, Role
from sceau.relay.people.retention import keep_people
from sceau.web.problems import Refusal

TOMORROW = int(time.time()) + 86_400


@pytest.fixture(scope="module")
def neighbour(counter: RunningRelay) -> Shop:
    return Shop.opened(counter, "990000011")


@pytest.fixture(autouse=True)
def titular_has_just_signed_in(shop: Shop) -> None:
    shop.titular_signs_in()


def listed(shop: Shop, member: str) -> dict[str, object]:
    found = shop.titular.browser.ask("GET", "members").json()
    return next((one for one in found if one["id"] == member), {})


def acting_titular(shop: Shop) -> Member:
    """The titular pharmacist, as an action is told of him."""
    return Member(bytes.fromhex(shop.titular.id), "", Role.TITULAR, RPPS, None, shop.finess, "", "", None, locked=False)


def end(shop: Shop, person: Person) -> None:
    """What the removal does in the transaction that writes the log."""
    with psycopg.connect(shop.relay.database_url) as connection:
        now = datetime.now(UTC)
        end_membership(connection, bytes.fromhex(person.id), by=acting_titular(shop), now=now)


@pytest.mark.parametrize(("method", "path"), [("POST", "invitations"), ("PATCH", "members/{}")])
def test_a_session_left_open_lets_nobody_in(shop: Shop, method: str, path: str) -> None:
    person = shop.invited("reader")
    grow_old(shop.relay, shop.titular.browser, minutes=3)
    body = {"role": "titular"} | ({"name": "Personne"} if method == "POST" else {})
    answer = shop.titular.browser.ask(method, path.format(person.id), body)
    assert (answer.status_code, answer.json()["code"]) == (403, "sign-in-again")


def test_somebody_invited_waits_to_join_then_for_keys(shop: Shop) -> None:
    form = {"name": "Dominique Exemple", "role": "member", "until": TOMORROW}
    answer = shop.titular.browser.ask("POST", "invitations", form).json()
    assert listed(shop, answer["id"]) == {
        "id": answer["id"],
        "name": "Dominique Exemple",
        "role": "member",
        "rpps": "",
        "until": TOMORROW,
        "state": "invited",
        "access_keys": [],
    }
    shop.joined(answer["link"])
    assert listed(shop, answer["id"])["state"] == "keys-awaited"


def test_a_members_keys_are_listed(shop: Shop) -> None:
    person, pharmacy, sign = shop.invited("member"), b"\x11" * 16, b"\x22" * 32
    shop.relay.execute("INSERT INTO pharmacy VALUES (%s, %s, 0, now())", pharmacy, shop.finess)
    shop.relay.execute(
        "INSERT INTO access_key VALUES (%s, %s, %s, 'browser', 'Poste 2', now())",
        sign, pharmacy, bytes.fromhex(person.id),
    )  # fmt: skip
    found = listed(shop, person.id)
    assert found["state"] == "active"
    assert found["access_keys"] == [{"sign": sign.hex(), "kind": "browser", "label": "Poste 2"}]


def test_an_invitation_is_withdrawn(shop: Shop) -> None:
    answer = shop.titular.browser.ask("POST", "invitations", {"name": "Personne", "role": "reader"}).json()
    assert shop.titular.browser.ask("DELETE", f"invitations/{answer['id']}").status_code == 204
    token = answer["link"].partition("#")[2]
    assert Browser.opened(shop.relay.url).ask("POST", "joining", {"token": token}).status_code == 403
    assert listed(shop, answer["id"]) == {}


def test_a_member_who_has_joined_is_not_withdrawn(shop: Shop) -> None:
    person = shop.invited("member")
    assert shop.titular.browser.ask("DELETE", f"invitations/{person.id}").json()["code"] == "member-state"


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ({"role": "member"}, "body.name"),
        ({"name": "  ", "role": "member"}, "body.name"),
        ({"name": "A\u202eB", "role": "member"}, "body.name"),
        ({"name": "A\nB", "role": "member"}, "body.name"),
        ({"name": "Alix", "role": "owner"}, "body.role"),
        ({"name": "Alix", "role": "member", "rpps": "01234567866"}, "body.rpps"),
        ({"name": "Alix", "role": "member", "email": "a@b\r\nBcc: c@d"}, "body.email"),
        ({"name": "Alix", "role": "member", "until": 1}, "body.until"),
        ({"name": "Alix", "role": "member", "until": "2027"}, "body.until"),
        ({"name": "Alix", "role": "member", "until": 2**40}, "body.until"),
        ({"name": "Alix", "role": "member", "finess": "990000011"}, "body"),
    ],
)
def test_an_invitation_that_is_wrong_says_where(shop: Shop, form: dict[str, object], place: str) -> None:
    answer = shop.titular.browser.ask("POST", "invitations", form).json()
    assert (answer["code"], answer["path"]) == ("bad-field", place)


def test_another_role_counts_at_once(shop: Shop) -> None:
    person = shop.invited("reader")
    assert shop.titular.browser.ask("PATCH", f"members/{person.id}", {"role": "member"}).status_code == 204
    assert person.browser.session()["role"] == "member"


def test_another_role_stops_tokens_given_under_the_old(shop: Shop) -> None:
    person = shop.invited("member")
    add_client(shop, person)
    shop.titular.browser.ask("PATCH", f"members/{person.id}", {"role": "reader"})
    assert shop.relay.rows("SELECT FROM client WHERE member = %s", bytes.fromhex(person.id)) == []


def test_a_last_day_is_set_moved_and_taken_away(shop: Shop) -> None:
    person, path = shop.invited("member"), "members/"
    shop.titular.browser.ask("PATCH", path + person.id, {"until": TOMORROW})
    assert listed(shop, person.id)["until"] == TOMORROW
    shop.titular.browser.ask("PATCH", path + person.id, {"role": "reader"})
    assert listed(shop, person.id)["until"] == TOMORROW
    shop.titular.browser.ask("PATCH", path + person.id, {"until": None})
    assert "until" not in listed(shop, person.id)


@pytest.mark.parametrize("change", [{"role": "member"}, {"until": TOMORROW}])
def test_there_is_always_a_titular_pharmacist(shop: Shop, change: dict[str, object]) -> None:
    answer = shop.titular.browser.ask("PATCH", f"members/{shop.titular.id}", change)
    assert answer.json()["code"] == "last-titular"


def test_the_last_titular_pharmacist_does_not_end(shop: Shop) -> None:
    with pytest.raises(Refusal, match="last-titular"):
        end(shop, shop.titular)


def test_with_a_second_one_the_first_may_step_back(neighbour: Shop) -> None:
    first = neighbour.titular
    second = neighbour.invited("titular")
    assert second.browser.ask("PATCH", f"members/{first.id}", {"role": "member"}).status_code == 204
    assert first.browser.session()["role"] == "member"


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "members/{}"), ("DELETE", "invitations/{}"), ("POST", "members/{}/removal")]
)
def test_another_pharmacys_people_are_unknown_here(shop: Shop, neighbour: Shop, method: str, path: str) -> None:
    theirs = neighbour.titular.id
    if method == "POST":
        with pytest.raises(Refusal, match="unknown-member"):
            end(shop, neighbour.titular)
    else:
        body = {"role": "reader"} if method == "PATCH" else None
        assert shop.titular.browser.ask(method, path.format(theirs), body).json()["code"] == "unknown-member"


def test_nobody_sees_another_pharmacys_people(shop: Shop, neighbour: Shop) -> None:
    assert listed(shop, neighbour.titular.id) == {}


def test_an_ended_member_is_signed_out_at_once(shop: Shop) -> None:
    person = shop.invited("member")
    end(shop, person)
    assert person.browser.ask("GET", "members").json()["code"] == "signed-out"
    assert person.browser.session()["signed_in"] is False


def test_an_ended_member_does_not_sign_in(shop: Shop) -> None:
    person = shop.invited("member")
    end(shop, person)
    answer = Browser.opened(shop.relay.url).try_sign_in(person.passkey)
    assert answer.json()["code"] == "sign-in-refused"


@pytest.mark.parametrize(("method", "path"), [("PATCH", "members/"), ("DELETE", "invitations/")])
def test_an_ended_membership_is_neither_changed_nor_withdrawn(shop: Shop, method: str, path: str) -> None:
    person = shop.invited("member")
    end(shop, person)
    body = {"until": TOMORROW} if method == "PATCH" else None
    assert shop.titular.browser.ask(method, path + person.id, body).json()["code"] == "member-state"


def test_nothing_of_an_ended_membership_works(shop: Shop) -> None:
    person = shop.invited("member")
    add_client(shop, person)
    end(shop, person)
    member = bytes.fromhex(person.id)
    assert shop.relay.rows("SELECT state FROM client WHERE member = %s", member) == [("suspended",)]
    assert shop.relay.rows("SELECT FROM session WHERE member = %s", member) == []
    assert shop.relay.rows("SELECT FROM auth_user WHERE username = %s", person.id) == []
    assert shop.relay.rows("SELECT FROM access_key WHERE member = %s", member) == []


def test_who_shows_a_board_hears_of_it(shop: Shop) -> None:
    person = shop.invited("member")
    with psycopg.connect(shop.relay.database_url, autocommit=True) as listening:
        listening.execute("LISTEN sceau_counter")
        end(shop, person)
        heard = next(listening.notifies(timeout=30))
    assert heard.payload == "people"


def test_an_ending_that_is_not_committed_ends_nothing(shop: Shop) -> None:
    person = shop.invited("member")
    with psycopg.connect(shop.relay.database_url) as connection:
        end_membership(connection, bytes.fromhex(person.id), by=acting_titular(shop), now=datetime.now(UTC))
        connection.rollback()
    assert person.browser.session()["signed_in"] is True
    assert Browser.opened(shop.relay.url).sign_in(person.passkey)["member"] == person.id


def test_a_session_in_use_while_it_is_ended_does_not_come_back(shop: Shop) -> None:
    person = shop.invited("member")
    with psycopg.connect(shop.relay.database_url, autocommit=True) as connection:
        connection.execute("DELETE FROM session WHERE member = %s", (bytes.fromhex(person.id),))
    person.browser.ask("POST", "passkeys/request")  # writes a session
    assert shop.relay.rows("SELECT FROM session WHERE member = %s", bytes.fromhex(person.id)) == []


def test_a_member_past_the_last_day_is_signed_out_at_once(shop: Shop) -> None:
    person = shop.invited("member", until=TOMORROW)
    assert person.browser.session()["until"] == TOMORROW
    shop.relay.execute("UPDATE membership SET until = now() WHERE id = %s", bytes.fromhex(person.id))
    assert person.browser.ask("GET", "members").json()["code"] == "signed-out"
    assert person.browser.try_sign_in(person.passkey).json()["code"] in {"sign-in-refused", "csrf"}


def test_housekeeping_ends_who_is_past_the_last_day(shop: Shop) -> None:
    person = shop.invited("member", until=TOMORROW)
    later = datetime.fromtimestamp(TOMORROW, UTC) + timedelta(seconds=1)
    tidy(shop, later)
    member = bytes.fromhex(person.id)
    assert shop.relay.rows("SELECT ended_at FROM membership WHERE id = %s", member) == [(later,)]
    journalled = ("membership-ended", person.id)
    assert shop.relay.rows("SELECT action, detail FROM journal WHERE actor = 'worker'")[-1] == journalled


def test_housekeeping_forgets_names_a_year_after(shop: Shop) -> None:
    person = shop.invited("member")
    end(shop, person)
    tidy(shop, datetime.now(UTC) + timedelta(days=364))
    assert shop.relay.rows("SELECT name FROM membership WHERE id = %s", bytes.fromhex(person.id))[0] != ("",)
    tidy(shop, datetime.now(UTC) + timedelta(days=366))
    assert shop.relay.rows("SELECT name, rpps FROM membership WHERE id = %s", bytes.fromhex(person.id)) == [("", "")]


def test_housekeeping_forgets_invitations_that_nobody_used(shop: Shop) -> None:
    answer = shop.titular.browser.ask("POST", "invitations", {"name": "Personne", "role": "reader"}).json()
    tidy(shop, datetime.now(UTC) + timedelta(days=15))
    assert shop.relay.rows("SELECT FROM membership WHERE id = %s", bytes.fromhex(answer["id"])) == []


@pytest.fixture(autouse=True)
def still_signed_in(shop: Shop) -> None:
    """A test may have tidied up years ahead, which ends sessions."""
    if not shop.titular.browser.session()["signed_in"]:
        shop.titular.browser = Browser.opened(shop.relay.url)
        shop.titular.browser.sign_in(shop.titular.passkey)


def tidy(shop: Shop, now: datetime) -> None:
    with psycopg.connect(shop.relay.database_url) as connection:
        keep_people(connection, now)


def add_client(shop: Shop, person: Person) -> None:
    """The client behind the five-minute tokens of this member's browsers."""
    pharmacy = Authenticator("").credential_id[:16]
    shop.relay.execute("INSERT INTO pharmacy VALUES (%s, %s, 0, now())", pharmacy, shop.finess)
    shop.relay.execute(
        "INSERT INTO client (client_id, pharmacy, software, scopes, member, registered_at)"
        " VALUES (%s, %s, 'sceau-counter', '{}', %s, now())",
        person.id, pharmacy, bytes.fromhex(person.id),
    )  # fmt: skip
