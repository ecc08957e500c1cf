import time
from base64 import urlsafe_b64decode

import httpx2
import pytest
from tests.integration.register.pharmacies import Pharmacy, made_up_record
from tests.integration.register.world import RELAY, World

from sceau.assertion import Credentials, new_key, token_request
from sceau.envelope.statements import SoftwareState
from sceau.register import commands


def suspend(world: World, software_id: str, state: SoftwareState) -> None:
    commands.software_set(world.settings, software_id=software_id, name=software_id, state=state)


def test_a_suspended_relay_is_told_so_until_it_is_active_again(world: World, pharmacy: Pharmacy) -> None:
    data = pharmacy.seal(made_up_record()).data
    suspend(world, RELAY, SoftwareState.SUSPENDED)
    refused = world.post("/intake", data)
    suspend(world, RELAY, SoftwareState.ACTIVE)
    assert (refused.status_code, refused.json()["code"]) == (403, "client-suspended")
    assert world.post("/intake", data).status_code == 200


def test_what_a_suspended_software_sealed_waits(world: World) -> None:
    suspend(world, "suspended-software", SoftwareState.SUSPENDED)
    letter = world.new_pharmacy(software="suspended-software").seal(made_up_record())
    assert world.send(letter) == [{"deferred": "software-suspended"}]


def test_the_list_of_software_is_public(world: World) -> None:
    listed = httpx2.get(f"{world.url}/software").json()
    assert {"id": RELAY, "name": RELAY, "state": "active"} in listed["software"]
    assert urlsafe_b64decode(listed["statement"] + "==") in httpx2.get(f"{world.url}/keys").content


def test_without_a_token_nothing_is_taken(world: World) -> None:
    headers = {"Content-Type": "application/cbor-seq"}
    assert httpx2.post(f"{world.url}/intake", content=b"", headers=headers).status_code == 401


def test_a_token_for_another_scope_does_not_do(world: World) -> None:
    authorization = f"Bearer {world.token('log.write')}"
    assert world.post("/intake", b"", Authorization=authorization).json()["code"] == "scope-missing"


def test_an_assertion_serves_once(world: World) -> None:
    endpoint = f"{world.url}/token"
    form = token_request(world.credentials, endpoint=endpoint, scope="intake.write", now=time.time())
    answers = [httpx2.post(endpoint, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]


def test_a_stranger_gets_no_token(world: World) -> None:
    endpoint = f"{world.url}/token"
    stranger = Credentials(world.credentials.client_id, new_key())
    form = token_request(stranger, endpoint=endpoint, scope="intake.write", now=time.time())
    assert httpx2.post(endpoint, data=form).json()["code"] == "invalid-client"


def test_more_than_a_thousand_deliveries_are_refused(world: World) -> None:
    assert world.post("/intake", b"\xa0" * 1001).json()["code"] == "too-many-items"


def test_a_body_above_sixteen_mebibytes_is_refused(world: World) -> None:
    assert world.post("/intake", bytes(16 * 1024 * 1024 + 1)).json()["code"] == "body-too-large"


def test_an_entry_that_does_not_follow_is_refused_and_its_neighbours_are_kept(world: World, pharmacy: Pharmacy) -> None:
    other = world.new_pharmacy()
    lines = world.send_log(pharmacy.stray_entry(), other.remove_device())
    assert [line.get("code") for line in lines] == ["bad-chain", None]


def test_an_entry_that_is_known_is_taken_again(world: World, pharmacy: Pharmacy) -> None:
    entry = pharmacy.remove_device()
    assert world.send_log(entry) == world.send_log(entry)


def test_an_enrolment_code_serves_one_pharmacy(world: World) -> None:
    assert world.enrol_twice()[1]["code"] == "bad-enrolment"


@pytest.mark.parametrize("path", ["/nothing", "/favicon.ico"])
def test_an_address_that_is_not_there_is_said_not_to_be(world: World, path: str) -> None:
    answer = httpx2.get(f"{world.url}{path}")
    said = (answer.status_code, answer.headers["Content-Type"], answer.json()["code"])
    assert said == (404, "application/problem+json", "not-found")


def test_what_follows_a_stray_entry_of_the_same_log_is_kept(world: World) -> None:
    pharmacy = world.new_pharmacy()
    stray, first = pharmacy.stray_entry(), pharmacy.add_device()
    lines = world.send_log(first, stray, pharmacy.add_device())
    assert [line.get("code") for line in lines] == [None, "bad-chain", None]
