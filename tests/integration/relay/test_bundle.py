"""What browsers are given by a running relay is what its ledger says, and who is given something else finds out.

Attack case 19: a tampered script bundle.
"""

import json
import subprocess
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import httpx2
import pytest
from tests.conftest import ROOT
from tests.integration.between import Given, at, between
from tests.integration.running import RunningRelay

from sceau.ledger.keys import Signer
from sceau.relay.bundle.logged import log_bundle
from sceau.relay.configuration import RelaySettings
from sceau.relay.ledger import ledger_signer
from sceau.verifier.__main__ import main
from sceau.web import ledger_store
from sceau.web.database import open_pool
from sceau.web.static_files import FOLDER

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A relay's, as its worker writes it."""

    relay: RunningRelay
    signer: Signer

    def log(self, manifest: bytes) -> bool:
        with open_pool(self.relay.database_url, size=1) as pool, pool.connection() as connection:
            return log_bundle(connection, manifest, self.signer, NOW)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who asks whether he is given what everybody is given."""

    policy: Path
    capture: pytest.CaptureFixture[str]

    def hears(self, url: str, *more: object) -> dict[str, object]:
        main(["bundle", url, "--policy", str(self.policy), "--json", *map(str, more)])
        (found,) = json.loads(self.capture.readouterr().out)
        return dict(found)


@pytest.fixture(scope="module")
def ledger(relay: RunningRelay) -> Ledger:
    values = {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in relay.environment.items()}
    signer = ledger_signer(RelaySettings.model_validate(values))
    relay.execute("DELETE FROM ledger_state")  # its template's, under another key
    with open_pool(relay.database_url, size=1) as pool, pool.connection() as connection:
        ledger_store.open_ledger(connection, signer, NOW)
    opened = Ledger(relay, signer)
    assert opened.log((FOLDER / "usual/bundle.json").read_bytes())
    return opened


@pytest.fixture
def visitor(ledger: Ledger, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Visitor:
    policy = tmp_path / "policy"
    policy.write_text(f"log {ledger.signer.verifier}\nquorum none\n")
    return Visitor(policy, capsys)


def test_everything_a_browser_is_given_is_in_the_ledger(relay: RunningRelay, visitor: Visitor) -> None:
    found = visitor.hears(relay.url, "--built", FOLDER / "usual/bundle.json")
    assert (found["valid"], found["files"]) == (
        True,
        len(json.loads((FOLDER / "usual/bundle.json").read_bytes())["files"]),
    )


def test_every_page_and_every_static_file_is_covered(relay: RunningRelay) -> None:
    files = httpx2.get(f"{relay.url}/bundle/manifest").json()["files"]
    served = {f"/static/{path.name}" for path in FOLDER.iterdir() if path.is_file()}
    assert files.keys() - served == {
        "/counter/manifest.webmanifest",
        "/counter/service-worker.js",
        "/p",
        "/t",
        *(f"/counter{screen}" for screen in ("", *SCREENS)),
    }


@pytest.mark.parametrize("path", ["/static/ticket.js", "/static/counter-worker.js", "/counter/service-worker.js", "/t"])
def test_one_visitor_given_something_else_finds_out(relay: RunningRelay, visitor: Visitor, path: str) -> None:
    with between(relay, at(path, lambda given: replace(given, content=given.content + b"\n//"))) as url:
        found = visitor.hears(url)
    assert (found["valid"], found["code"], found["place"]) == (False, "other-bundle", path)


def test_a_manifest_that_was_never_logged_does_not_excuse_it(relay: RunningRelay, visitor: Visitor) -> None:
    def tamper(asked: str, given: Given) -> Given:
        if asked == "/static/counter.js":
            return replace(given, content=TAMPERED)
        return replace(given, content=_manifest_with(TAMPERED)) if asked == "/bundle/manifest" else given

    with between(relay, tamper) as url:
        assert visitor.hears(url)["code"] == "bad-inclusion"


def test_what_was_logged_may_still_not_be_what_was_published(
    relay: RunningRelay, visitor: Visitor, tmp_path: Path
) -> None:
    built = tmp_path / "built.json"
    built.write_bytes(_manifest_with(TAMPERED))
    assert visitor.hears(relay.url, "--built", built)["code"] == "other-source"


def test_a_page_that_may_run_what_others_serve_is_refused(relay: RunningRelay, visitor: Visitor) -> None:
    loose = {"Content-Security-Policy": "default-src *", "Content-Type": "text/html"}
    with between(relay, at("/counter", lambda given: replace(given, headers=loose))) as url:
        assert visitor.hears(url)["code"] == "loose-policy"


def test_built_twice_it_is_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        subprocess.run(["node", "browser/build.mjs", tmp_path / name], cwd=ROOT, check=True, capture_output=True)
    manifests = [(tmp_path / name / "usual/bundle.json").read_bytes() for name in ("one", "two")]
    assert manifests[0] == manifests[1]


def test_a_release_is_logged_once_and_a_return_to_an_older_one_too(ledger: Ledger) -> None:
    usual, other = (FOLDER / "usual/bundle.json").read_bytes(), _manifest_with(b"next release")
    assert [ledger.log(one) for one in (usual, other, other, usual, usual)] == [False, True, False, True, False]


SCREENS = ("/day", "/files", "/members", "/keys", "/signup", "/join", "/signin", "/setup")
TAMPERED = b"globalThis.stolen = true;"


def _manifest_with(script: bytes) -> bytes:
    manifest = json.loads((FOLDER / "usual/bundle.json").read_bytes())
    manifest["files"]["/static/counter.js"] = sha256(script).hexdigest()
    return json.dumps(manifest, separators=(",", ":")).encode()
