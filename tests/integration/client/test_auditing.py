"""An auditor who has the root and a policy, and asks the running services nothing but what everybody may read."""

from pathlib import Path

import httpx2
import pytest
from tests.integration.client.conftest import Pharmacy

from sceau.register.commands import keys_ledger
from sceau.relay.ledger import ledger_signer


@pytest.fixture(scope="module")
def policy(pharmacy: Pharmacy, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both ledgers, by the keys that their operators give; no witness watches this world."""
    world = pharmacy.world
    keys = [*keys_ledger(world.register_settings), str(ledger_signer(world.relay_settings).verifier)]
    path = tmp_path_factory.mktemp("auditor") / "policy"
    path.write_text("".join([*(f"log {key}\n" for key in keys), "quorum none\n"]))
    return path


def fetched(folder: Path, url: str) -> Path:
    path = folder / url.rpartition("/")[2]
    path.write_bytes(httpx2.get(url).raise_for_status().content)
    return path


@pytest.mark.parametrize("service", ["relay", "register"])
def test_a_running_ledger_only_grew(
    pharmacy: Pharmacy, policy: Path, tmp_path: Path, bio_trod: Path, service: str
) -> None:
    prefix = f"{getattr(pharmacy.world, service)}/ledger"
    kept = fetched(tmp_path, f"{prefix}/checkpoint")
    pharmacy.sceau("send", bio_trod)
    asked = pharmacy.sceau("verify", "ledger", prefix, "--policy", policy, "--since", kept, "--json")
    (found,) = asked.json
    assert (asked.code, found["valid"]) == (0, True)
    assert found["size"] >= int(kept.read_text().splitlines()[1])


def test_a_pharmacys_key_history_stands_in_the_relays_ledger(pharmacy: Pharmacy, policy: Path, tmp_path: Path) -> None:
    world = pharmacy.world
    profile = world.installation.profile
    log = fetched(tmp_path, f"{world.relay}/pharmacies/{profile.pharmacy}/log")
    keys = fetched(tmp_path, f"{world.register}/keys")
    enrolments = fetched(tmp_path, f"{world.register}/enrolments")
    given = ["--statements", keys, "--enrolments", enrolments, "--ledger", f"{world.relay}/ledger", "--policy", policy]
    (found,) = pharmacy.sceau("verify", "pharmacy", log, *given, "--json").json
    assert [one["operation"] for one in found["events"]][:3] == ["genesis", "device-added", "epoch"]


def test_another_root_proves_nothing_here(pharmacy: Pharmacy, tmp_path: Path) -> None:
    world = pharmacy.world
    profile = world.installation.profile
    log = fetched(tmp_path, f"{world.relay}/pharmacies/{profile.pharmacy}/log")
    keys = fetched(tmp_path, f"{world.register}/keys")
    enrolments = fetched(tmp_path, f"{world.register}/enrolments")
    given = ["--statements", keys, "--enrolments", enrolments, "--root", "00" * 32]
    asked = pharmacy.sceau("verify", "pharmacy", log, *given, "--json")
    assert (asked.code, asked.json[0]["code"]) == (1, "other-root")
