"""The log through a session: who may write what, whose the keys are, and that nothing of it is half done."""

import secrets
from collections.abc import Callable

import pytest
from tests.integration.relay.counter.pharmacy import Pharmacy, access_key, code_of, now, read, send
from tests.integration.relay.people.aging import grow_old
from tests.integration.relay.people.conftest import Person, Shop
from tests.integration.relay.pharmacy import Pharmacy as Vendors

from sceau.envelope import enrol
from sceau.envelope.access import Kit
from sceau.envelope.signature import leaf, public_key
from sceau.envelope.signed import parse_object


def state_of(pharmacy: Pharmacy, person: Person) -> str:
    people = pharmacy.titular.browser.ask("GET", "members").json()
    state: str = next(one["state"] for one in people if one["id"] == person.id)
    return state


def stored(pharmacy: Pharmacy) -> int:
    """How many entries the relay has."""
    ((count,),) = pharmacy.shop.relay.rows(
        "SELECT count(*) FROM pharmacy_log WHERE pharmacy = %s", pharmacy.log.pharmacy
    )
    assert isinstance(count, int)
    return count


def test_the_first_entries_give_the_people_their_pharmacy(pharmacy: Pharmacy) -> None:
    assert pharmacy.reader.browser.session()["pharmacy"] == pharmacy.log.pharmacy.hex()


def test_the_log_that_begins_here_is_public(pharmacy: Pharmacy) -> None:
    answer = pharmacy.titular.browser.send("GET", f"/pharmacies/{pharmacy.log.pharmacy.hex()}/log")
    assert answer.content.startswith(b"".join(pharmacy.entries[:3]))


def test_whose_a_key_is_stands_with_the_member(pharmacy: Pharmacy) -> None:
    people = pharmacy.titular.browser.ask("GET", "members").json()
    (key,) = next(one["access_keys"] for one in people if one["id"] == pharmacy.titular.id)
    assert (key["sign"], key["kind"]) == (pharmacy.kit.member["sign"].hex(), "kit")


def test_every_entry_is_a_leaf_and_a_line_of_the_journal(pharmacy: Pharmacy) -> None:
    relay = pharmacy.shop.relay
    leaves = {bytes(one) for (one,) in relay.rows("SELECT entry FROM leaf_queue") if isinstance(one, bytes)}
    assert leaf("pharmacy", parse_object(pharmacy.entries[1]).body) in leaves
    actor = f"member-{pharmacy.titular.id}"
    written = {action for (action,) in relay.rows("SELECT action FROM journal WHERE actor = %s", actor)}
    assert {"pharmacy-begun", "device-added", "epoch-begun"} <= written


def test_entries_that_come_again_change_nothing(pharmacy: Pharmacy) -> None:
    before = stored(pharmacy)
    answer = pharmacy.send_log(pharmacy.titular, pharmacy.entries, [access_key(pharmacy.kit, pharmacy.titular)])
    assert (read(answer)["seq"], stored(pharmacy)) == (pharmacy.log.seq, before)


def test_a_member_without_keys_waits_for_them(pharmacy: Pharmacy) -> None:
    person = pharmacy.shop.invited("member", name="Sans Clé")
    assert state_of(pharmacy, person) == "keys-awaited"


def test_keys_that_are_asked_for_are_shown_to_the_titular_until_they_are_added(pharmacy: Pharmacy) -> None:
    person, kit = pharmacy.shop.invited("member"), Kit.new()
    asked = {**kit.member, "kind": "passkey", "label": "Téléphone inventé"}
    assert send(person.browser, "POST", "key-requests", {"keys": [asked]}).status_code == 204
    assert shown(pharmacy, person) == [asked]
    new = [pharmacy.append(pharmacy.added(kit)), pharmacy.append(pharmacy.epoch())]
    pharmacy.send_log(pharmacy.titular, new, [access_key(kit, person, kind="passkey")])
    assert (shown(pharmacy, person), state_of(pharmacy, person)) == ([], "active")


def test_a_member_sees_no_requests(pharmacy: Pharmacy) -> None:
    assert code_of(send(pharmacy.member.browser, "GET", "key-requests")) == (403, "not-allowed")


def test_a_neighbour_sees_no_requests_of_ours(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    asked = {**Kit.new().member, "kind": "kit", "label": "Kit inventé"}
    send(pharmacy.member.browser, "POST", "key-requests", {"keys": [asked]})
    assert read(send(neighbour.titular.browser, "GET", "key-requests")) == []


def test_a_member_adds_a_browser_and_a_key_of_his_own(pharmacy: Pharmacy) -> None:
    person = pharmacy.shop.invited("member")
    mine, another, device = pharmacy.given_keys(person), Kit.new(), secrets.token_bytes(32)
    new = [
        pharmacy.append(pharmacy.added(another, by=mine)),
        pharmacy.append(pharmacy.device(device, kit=mine)),
        pharmacy.append(pharmacy.epoch(kit=mine)),
    ]
    answer = pharmacy.send_log(person, new, [access_key(another, person, kind="browser")])
    assert answer.status_code == 200, answer.text


def test_a_reader_has_a_key_and_no_browser_that_sends(neighbour: Pharmacy) -> None:
    person = neighbour.shop.invited("reader")
    mine, before = neighbour.given_keys(person), stored(neighbour)
    entry = neighbour.device(secrets.token_bytes(32), kit=mine).encode()
    assert code_of(neighbour.send_log(person, [entry])) == (403, "not-allowed")
    assert stored(neighbour) == before


def test_a_member_takes_an_own_browser_away(pharmacy: Pharmacy) -> None:
    person, seed = pharmacy.shop.invited("member"), secrets.token_bytes(32)
    mine = pharmacy.given_keys(person)
    pharmacy.send_log(person, [pharmacy.append(pharmacy.device(seed, kit=mine))])
    gone = enrol.device_removed(pharmacy.log, kit=mine, device=public_key(seed), time=now())
    assert pharmacy.send_log(person, [pharmacy.append(gone)]).status_code == 200


Attempt = Callable[[Pharmacy, Kit], tuple[list[bytes], list[dict[str, object]]]]


def colleagues_key(pharmacy: Pharmacy, mine: Kit) -> tuple[list[bytes], list[dict[str, object]]]:
    kit = Kit.new()
    return [pharmacy.added(kit, by=mine).encode()], [access_key(kit, pharmacy.reader)]


def anothers_device(pharmacy: Pharmacy, mine: Kit) -> tuple[list[bytes], list[dict[str, object]]]:
    device = public_key(pharmacy.device_seed)
    return [enrol.device_removed(pharmacy.log, kit=mine, device=device, time=now()).encode()], []


@pytest.mark.parametrize("attempt", [colleagues_key, anothers_device])
def test_a_member_writes_nothing_about_others(neighbour: Pharmacy, attempt: Attempt) -> None:
    person = neighbour.shop.invited("member")
    mine, before = neighbour.given_keys(person), stored(neighbour)
    entries, keys = attempt(neighbour, mine)
    assert code_of(neighbour.send_log(person, entries, keys)) == (403, "not-allowed")
    assert stored(neighbour) == before


def test_a_member_writes_nothing_that_a_colleague_signed(neighbour: Pharmacy) -> None:
    person = neighbour.shop.invited("member")
    neighbour.given_keys(person)
    assert code_of(neighbour.send_log(person, [neighbour.epoch().encode()])) == (403, "not-allowed")


def test_a_member_removes_no_colleagues_key(neighbour: Pharmacy) -> None:
    person, colleague = neighbour.shop.invited("member"), neighbour.shop.invited("reader")
    mine, theirs = neighbour.given_keys(person), neighbour.given_keys(colleague)
    entries = neighbour.entries[:]
    attempt = [neighbour.append(neighbour.removed(theirs, by=mine)), neighbour.append(neighbour.epoch(kit=mine))]
    answer = neighbour.send_log(person, attempt)
    again(neighbour, entries)
    assert code_of(answer) == (403, "not-allowed")


def test_a_key_that_is_nobodys_is_not_added(neighbour: Pharmacy) -> None:
    entry = neighbour.added(Kit.new()).encode()
    assert code_of(neighbour.send_log(neighbour.titular, [entry])) == (422, "keys-without-owner")


def test_a_key_is_added_for_nobody_of_another_pharmacy(pharmacy: Pharmacy, neighbour: Pharmacy) -> None:
    kit = Kit.new()
    answer = neighbour.send_log(neighbour.titular, [neighbour.added(kit).encode()], [access_key(kit, pharmacy.member)])
    assert code_of(answer) == (404, "unknown-member")


def test_after_a_removal_an_epoch_must_follow_at_once(neighbour: Pharmacy) -> None:
    kit = neighbour.given_keys(neighbour.shop.invited("member"))
    answer = neighbour.send_log(neighbour.titular, [neighbour.removed(kit).encode()])
    assert code_of(answer) == (422, "epoch-missing")


def test_an_entry_that_does_not_follow_is_refused(pharmacy: Pharmacy) -> None:
    entry = pharmacy.epoch()
    first, second = entry.encode(), pharmacy.epoch().encode()
    pharmacy.append(entry)
    answers = [pharmacy.send_log(pharmacy.titular, [one]) for one in (first, second)]
    assert (answers[0].status_code, code_of(answers[1])) == (200, (409, "bad-chain"))


def test_a_log_of_another_finess_does_not_begin_here(pharmacy: Pharmacy) -> None:
    shop = Shop.opened(pharmacy.shop.relay, "990000023")
    assert code_of(Pharmacy(shop, pharmacy.register).begin("990000024")) == (403, "other-finess")


def test_a_public_log_is_not_taken_by_whoever_brings_it(pharmacy: Pharmacy) -> None:
    thief = Shop.opened(pharmacy.shop.relay, "990000025")
    keys = [access_key(pharmacy.kit, thief.titular)]
    answer = send(thief.titular.browser, "POST", "log", {"entries": pharmacy.entries, "access_keys": keys})
    assert code_of(answer) == (403, "other-finess")


def test_a_log_of_other_software_goes_on_here_by_a_key_of_its_own(pharmacy: Pharmacy) -> None:
    before = Vendors.enrolled(pharmacy.shop.relay, pharmacy.register, "990000026")
    shop, kit = Shop.opened(pharmacy.shop.relay, "990000026"), Kit.new()
    public = {"entries": before.entries[:], "access_keys": []}
    assert code_of(send(shop.titular.browser, "POST", "log", public)) == (403, "log-not-extended")
    before.append(enrol.member_added(before.log, kit=before.kit, member=kit.member, time=now()))
    own = {"entries": before.entries, "access_keys": [access_key(kit, shop.titular)]}
    assert read(send(shop.titular.browser, "POST", "log", own))["seq"] == before.log.seq


def test_half_of_an_enrolled_browser_is_given_to_its_owner_alone(pharmacy: Pharmacy) -> None:
    path, half = f"/counter/api/browser-halves/{secrets.token_hex(16)}", secrets.token_bytes(32)
    mine, others = pharmacy.member.browser, pharmacy.titular.browser
    assert mine.send("PUT", path, content=half, Content_Type="application/octet-stream").status_code == 204
    for person in (pharmacy.member, pharmacy.titular):
        person.browser.sign_in(person.passkey)
    assert mine.send("GET", path).content == half
    noted = "SELECT actor FROM journal WHERE action = 'browser-half-given'"
    assert (f"member-{pharmacy.member.id}",) in pharmacy.shop.relay.rows(noted)
    assert code_of(others.send("GET", path)) == (404, "unknown-half")
    stolen = others.send("PUT", path, content=bytes(32), Content_Type="application/octet-stream")
    assert code_of(stolen) == (403, "not-allowed")


def test_half_of_an_enrolled_browser_is_given_for_a_moment_after_a_sign_in(pharmacy: Pharmacy) -> None:
    """The cookie of a stolen computer, locked when the relay could not be told, brings nothing."""
    path, person = f"/counter/api/browser-halves/{secrets.token_hex(16)}", pharmacy.member
    person.browser.sign_in(person.passkey)
    person.browser.send("PUT", path, content=bytes(32), Content_Type="application/octet-stream")
    grow_old(pharmacy.shop.relay, person.browser, minutes=2)
    assert code_of(person.browser.send("GET", path)) == (403, "sign-in-again")
    person.browser.sign_in(person.passkey)
    assert person.browser.send("GET", path).status_code == 200


def test_half_of_a_browser_that_was_taken_away_is_gone(pharmacy: Pharmacy) -> None:
    path, browser = f"/counter/api/browser-halves/{secrets.token_hex(16)}", pharmacy.reader.browser
    browser.sign_in(pharmacy.reader.passkey)
    browser.send("PUT", path, content=bytes(32), Content_Type="application/octet-stream")
    answers = [browser.send(method, path).status_code for method in ("DELETE", "GET", "DELETE")]
    assert answers == [204, 404, 404]


def shown(pharmacy: Pharmacy, person: Person) -> list[dict[str, object]]:
    """What the titular pharmacist sees that this person asks for."""
    requests = read(send(pharmacy.titular.browser, "GET", "key-requests"))
    return [key for one in requests if one["member"].hex() == person.id for key in one["keys"]]


def again(pharmacy: Pharmacy, entries: list[bytes]) -> None:
    """Forget entries that the relay has refused."""
    pharmacy.log, pharmacy.entries = type(pharmacy.log)(), []
    for entry in entries:
        pharmacy.append(parse_object(entry))
