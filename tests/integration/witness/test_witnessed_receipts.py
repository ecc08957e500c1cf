"""Everything running with two witnesses: a pharmacy's receipt soon bears the signatures of both."""

import json
import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from sceau.demo.handing import write_policy, write_relay_settings
from sceau.demo.processes import sceau
from sceau.demo.world import World, running
from sceau.register.commands import keys_ledger
from sceau.relay.ledger import ledger_signer

PATIENCE = 90.0
BIO_TROD = Path(__file__).parents[2] / "data/bio-trod/BIO-TROD_2024.01_COVID-19.xml"


@dataclass(frozen=True, slots=True)
class Auditor:
    """Asks for both witnesses under either ledger."""

    world: World
    folder: Path

    @property
    def policy(self) -> Path:
        world = self.world
        logs = [*keys_ledger(world.register_settings), str(ledger_signer(world.relay_settings).verifier)]
        names = [one.name for one in world.witnesses]
        urls = [f"{url}/ledger" for url in (world.register, world.relay)]
        lines = [f"log {one} {url}" for one, url in zip(logs, urls, strict=True)]
        lines += [f"witness {one.name} {one.keys[1]} {one.url}" for one in world.witnesses]
        path = self.folder / "policy"
        path.write_text("\n".join([*lines, f"group all-of-them all {' '.join(names)}", "quorum all-of-them", ""]))
        return path

    def sceau(self, *words: object) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "SCEAU_HOME": str(self.world.installation.home), "LANG": "C"}
        return subprocess.run(
            sceau(*map(str, words)), env=environment, capture_output=True, encoding="utf-8", check=False
        )

    def receipt(self, number: int) -> Path:
        """The receipt of the same document as the relay gives it now."""
        folder = self.folder / f"receipts-{number}"
        sent = self.sceau("send", BIO_TROD, "--receipts", folder)
        assert sent.returncode == 0, sent.stderr
        (receipt,) = folder.iterdir()
        return receipt

    def verdict(self, receipt: Path) -> str:
        """The code of the refusal, or "valid"."""
        asked = self.sceau("verify", "receipt", receipt, "--policy", self.policy, "--json")
        (found,) = json.loads(asked.stdout)
        return "valid" if found["valid"] else str(found["code"])


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Auditor]:
    with running(usual_ports=False, witnesses=2) as world:
        yield Auditor(world, tmp_path_factory.mktemp("auditor"))


def test_a_receipt_is_there_at_once_and_soon_bears_what_both_witnesses_signed(auditor: Auditor) -> None:
    verdicts, ends = [auditor.verdict(auditor.receipt(0))], time.monotonic() + PATIENCE
    while verdicts[-1] != "valid" and time.monotonic() < ends:
        time.sleep(2)
        verdicts.append(auditor.verdict(auditor.receipt(len(verdicts))))
    assert set(verdicts[:-1]) <= {"no-quorum"}
    assert verdicts[-1] == "valid"


@pytest.mark.parametrize("service", ["relay", "register"])
def test_what_both_have_cosigned_is_served_beside_the_ledger(auditor: Auditor, tmp_path: Path, service: str) -> None:
    prefix = f"{getattr(auditor.world, service)}/ledger"
    ends = time.monotonic() + PATIENCE
    answer = httpx2.get(f"{prefix}/witnessed")
    while answer.status_code != 200 and time.monotonic() < ends:
        time.sleep(1)
        answer = httpx2.get(f"{prefix}/witnessed")
    assert [one.name in answer.text for one in auditor.world.witnesses] == [True, True]
    kept = tmp_path / "kept"
    kept.write_text(answer.text)
    asked = auditor.sceau("verify", "ledger", prefix, "--policy", auditor.policy, "--since", kept)
    assert asked.returncode == 0, asked.stdout


def test_whoever_tries_it_is_handed_a_policy_and_settings_that_work(auditor: Auditor) -> None:
    words = ("verify", "ledger", f"{auditor.world.relay}/ledger", "--policy", write_policy(auditor.world))
    asked, ends = auditor.sceau(*words), time.monotonic() + PATIENCE
    while asked.returncode and time.monotonic() < ends:
        time.sleep(2)
        asked = auditor.sceau(*words)
    assert asked.returncode == 0, asked.stdout
    settings = write_relay_settings(auditor.world)
    assert settings.stat().st_mode & 0o077 == 0
    command = shlex.join(sceau("relay", "dead"))
    given = subprocess.run(["sh", "-c", f"set -a; . {settings}; {command}"], capture_output=True, check=False)
    assert given.returncode == 0, given.stderr


def test_all_views_of_both_ledgers_agree(auditor: Auditor, tmp_path: Path) -> None:
    """What the services, both witnesses and the relay's mirror show, once each has seen something."""
    words = ("verify", "watch", "--policy", auditor.policy, "--state", tmp_path / "state", "--json")
    answers, ends = json.loads(auditor.sceau(*words).stdout), time.monotonic() + PATIENCE
    while not all(one["valid"] for one in answers) and time.monotonic() < ends:
        time.sleep(2)
        answers = json.loads(auditor.sceau(*words).stdout)
    assert [(one["valid"], one["views"] >= 4) for one in answers] == [(True, True)] * 2, answers


def test_what_browsers_are_given_is_witnessed_too(auditor: Auditor) -> None:
    words = ("verify", "bundle", auditor.world.relay, "--policy", auditor.policy, "--json")
    (found,), ends = json.loads(auditor.sceau(*words).stdout), time.monotonic() + PATIENCE
    while not found["valid"] and time.monotonic() < ends:
        time.sleep(2)
        (found,) = json.loads(auditor.sceau(*words).stdout)
    assert found["valid"], found
