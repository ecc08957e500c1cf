"""The browser's own data layer on a real relay: what the tests in TypeScript try on one in memory holds here too."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.integration.relay.counter.pharmacy import Pharmacy

from sceau.relay.people.members import COOKIE

ROOT = Path(__file__).resolve().parents[4]
SOURCE = ROOT / "browser/test/counter/on_a_relay.ts"


@pytest.fixture(scope="module")
def seen(pharmacy: Pharmacy, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What two browsers of the pharmacy saw of a morning's work."""
    colleague = pharmacy.given_keys(pharmacy.member)
    people = [(pharmacy.titular, pharmacy.kit), (pharmacy.member, colleague)]
    given = {
        "url": pharmacy.shop.relay.url,
        "cookie_name": COOKIE,
        "root": pharmacy.register.root_hash.hex(),
        "device": pharmacy.device_seed.hex(),
        "people": [
            {"cookie": person.browser.cookie, "csrf": person.browser.csrf, "secret": kit.secret.hex()}
            for person, kit in people
        ],
    }
    program = tmp_path_factory.mktemp("browsers") / "on_a_relay.mjs"
    esbuild = [str(ROOT / "node_modules/.bin/esbuild"), str(SOURCE), "--bundle", "--platform=node", "--format=esm"]
    subprocess.run([*esbuild, f"--outfile={program}", "--log-level=warning"], cwd=ROOT, check=True)
    ran = subprocess.run(["node", program], input=json.dumps(given), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def test_a_row_is_seen_by_the_other_browser(seen: dict[str, Any]) -> None:
    assert seen["seen"] == "Camille"


def test_a_write_on_an_old_version_shows_what_is_there(seen: dict[str, Any]) -> None:
    assert seen["conflict"] == "sampled"


def test_without_a_network_a_number_of_the_reserve_is_used_and_brought_later(seen: dict[str, Any]) -> None:
    assert (seen["reserved"] in range(500, 1000), seen["brought"]) == (True, False)


def test_what_both_changed_is_there_afterwards(seen: dict[str, Any]) -> None:
    assert seen["merged"] == ["read", True, 7, False]


def test_past_days_are_found(seen: dict[str, Any]) -> None:
    assert seen["days"] == 2


def test_result_correction_and_cancellation_are_at_the_relay(seen: dict[str, Any]) -> None:
    assert (seen["outcomes"], seen["waiting"], seen["state"]) == (["accepted"] * 3, 0, "cancelled")


def test_a_ticket_that_was_replaced_says_so_and_the_new_one_is_ready(seen: dict[str, Any]) -> None:
    assert seen["tickets"] == ["replaced", "ready"]


def test_the_later_writers_document_is_everywhere(seen: dict[str, Any]) -> None:
    assert seen["kits"] == 0
