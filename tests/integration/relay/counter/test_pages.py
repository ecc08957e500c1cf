"""The pages are there for anybody, each under its own policy, and say nothing of who asks."""

import httpx2
import pytest
from tests.integration.running import RunningRelay

from sceau.web.headers import COUNTER_PERMISSIONS, PAGE_POLICY, WORKER_POLICY

SCREENS = ["", "/day", "/files", "/members", "/keys", "/signup", "/join", "/signin", "/setup"]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_of_the_counter_is_the_same_page(relay: RunningRelay, screen: str) -> None:
    answer = httpx2.get(f"{relay.url}/counter{screen}")
    assert (answer.status_code, '<div id="counter">' in answer.text) == (200, True)


def test_a_screen_that_is_not_there_is_not_found(relay: RunningRelay) -> None:
    assert httpx2.get(f"{relay.url}/counter/elsewhere").status_code == 404


def test_the_counter_may_use_the_camera_passkeys_a_worker_and_the_live_board(relay: RunningRelay) -> None:
    headers = httpx2.get(f"{relay.url}/counter").headers
    policy = headers["Content-Security-Policy"]
    wanted = ["'wasm-unsafe-eval'", "worker-src 'self'", "manifest-src 'self'", "trusted-types sceau"]
    assert [part for part in wanted if part not in policy] == []
    assert headers["Permissions-Policy"] == COUNTER_PERMISSIONS


def test_the_page_asks_no_origin_but_its_own(relay: RunningRelay) -> None:
    assert "://" not in httpx2.get(f"{relay.url}/counter").headers["Content-Security-Policy"]


def test_the_prefill_keeps_the_policy_of_a_persons_page(relay: RunningRelay) -> None:
    answer = httpx2.get(f"{relay.url}/p")
    assert (answer.status_code, answer.headers["Content-Security-Policy"]) == (200, PAGE_POLICY)


def test_the_counter_can_be_installed(relay: RunningRelay) -> None:
    answer = httpx2.get(f"{relay.url}/counter/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert (answer.json()["start_url"], answer.json()["scope"]) == ("/counter", "/counter")


def test_the_service_worker_may_answer_for_the_whole_counter(relay: RunningRelay) -> None:
    headers = httpx2.get(f"{relay.url}/counter/service-worker.js").headers
    assert (headers["Service-Worker-Allowed"], headers["Content-Security-Policy"]) == ("/counter", WORKER_POLICY)


def test_the_configuration_names_the_register_that_is_pinned(relay: RunningRelay) -> None:
    answer = httpx2.get(f"{relay.url}/counter/api/configuration").json()
    root = relay.environment["SCEAU_RELAY_REGISTER_ROOT"]
    assert answer == {"register_root": root, "live_url": f"{relay.url}/counter/live", "demo": False, "psc": False}
