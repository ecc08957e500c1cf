"""A manifest and what is served, made up: whatever differs, or is not covered, is named."""

import json
from hashlib import sha256

import pytest
from tests.unit.ledger.memory_ledger import MemoryLedger
from tests.unit.verifier.exhibits import ledger_key, policy, witnessed
from tests.unit.verifier.refusals import refused

from sceau.ledger.leaf import leaf_entry
from sceau.ledger.proof import LedgerProof, format_proof
from sceau.verifier import bundle
from sceau.verifier.bundle import check_bundle, read_manifest
from sceau.verifier.policy import read_policy
from sceau.verifier.reading import Answer
from sceau.verifier.refusal import Refused
from sceau.web.headers import PAGE_POLICY

PAGE = b'<!doctype html><script type="module" src="/static/one.js"></script>'
SCRIPT = b'import "./two.js"'
TRUSTED = read_policy(policy(ledger_key()))


class Service:
    """Serves a page and two scripts, and has logged so."""

    def __init__(self, script: bytes = SCRIPT) -> None:
        files = {"/static/one.js": script, "/static/two.js": b"", "/t": PAGE}
        kinds = {"/t": "text/html"}
        self.manifest = manifest_of(files)
        self.answers = {
            path: Answer(data, kinds.get(path, "text/javascript"), (PAGE_POLICY,)) for path, data in files.items()
        }
        self.say("/bundle/manifest", self.manifest)
        self.log()

    def log(self) -> None:
        ledger = MemoryLedger()
        batch = ledger.append([b"an entry", leaf_entry("bundle", sha256(self.manifest).digest()), b"another"])
        proof = batch.proofs()[1]
        self.say("/bundle/proof", format_proof(LedgerProof(1, proof.hashes, witnessed(batch.note))))

    def say(self, path: str, data: bytes) -> None:
        self.answers[path] = Answer(data, "text/plain", ())

    def fetch(self, path: str) -> Answer:
        if path not in self.answers:
            raise Refused("unreachable", path)
        return self.answers[path]


def manifest_of(files: dict[str, bytes]) -> bytes:
    hashes = {path: sha256(data).hexdigest() for path, data in sorted(files.items())}
    return json.dumps({"files": hashes}, separators=(",", ":")).encode()


def test_what_is_served_as_logged_is_found_right() -> None:
    found = check_bundle(Service().fetch, TRUSTED)
    assert (found.files, found.index, found.checkpoint.size) == (3, 1, 3)


def test_a_file_that_differs_is_refused() -> None:
    service = Service()
    service.answers["/static/two.js"] = Answer(b"stolen()", "text/javascript", ())
    with refused("other-bundle"):
        check_bundle(service.fetch, TRUSTED)


def test_files_that_would_fill_the_askers_memory_are_not_all_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_ALL", len(PAGE) + len(SCRIPT) - 1)
    with refused("too-large"):
        check_bundle(Service().fetch, TRUSTED)


def test_a_file_that_is_gone_is_refused() -> None:
    service = Service()
    del service.answers["/static/two.js"]
    with refused("unreachable"):
        check_bundle(service.fetch, TRUSTED)


def test_a_script_that_loads_what_no_manifest_has_is_refused() -> None:
    with refused("not-in-bundle"):
        check_bundle(Service(b'import "./three.js"').fetch, TRUSTED)


@pytest.mark.parametrize("kind", ["", "application/xhtml+xml", "text/xml", "multipart/x-mixed-replace"])
def test_a_page_served_as_what_is_not_read_here_is_refused(kind: str) -> None:
    """Its policy and what it loads would be looked at by nobody, and a browser may still run it."""
    service = Service()
    service.answers["/t"] = Answer(PAGE, kind, ())
    with refused("other-kind"):
        check_bundle(service.fetch, TRUSTED)


def test_a_page_whose_policy_lets_more_run_is_refused() -> None:
    service = Service()
    service.answers["/t"] = Answer(PAGE, "text/html", ("script-src *",))
    with refused("loose-policy"):
        check_bundle(service.fetch, TRUSTED)


def test_a_manifest_that_the_sources_do_not_give_is_refused() -> None:
    service = Service()
    assert check_bundle(service.fetch, TRUSTED, service.manifest).files == 3
    with refused("other-source"):
        check_bundle(service.fetch, TRUSTED, manifest_of({"/t": PAGE}))


def test_a_script_under_another_kind_is_still_read() -> None:
    service = Service(b'import "./three.js"')
    service.answers["/static/one.js"] = Answer(b'import "./three.js"', "application/octet-stream", ())
    with refused("not-in-bundle"):
        check_bundle(service.fetch, TRUSTED)


def test_a_manifest_that_no_ledger_has_is_refused() -> None:
    service = Service()
    files = {path: answer.data for path, answer in service.answers.items() if not path.startswith("/bundle")}
    service.say("/bundle/manifest", manifest_of({**files, "/static/more.js": b""}))
    service.say("/static/more.js", b"")
    with refused("bad-inclusion"):
        check_bundle(service.fetch, TRUSTED)


def test_a_proof_without_the_witnesses_asked_for_is_refused() -> None:
    service = Service()
    text = service.answers["/bundle/proof"].data.decode()
    service.say("/bundle/proof", text[: text.index("\N{EM DASH} witness.example/two")].encode())
    with refused("no-quorum"):
        check_bundle(service.fetch, TRUSTED)


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"[]",
        b'{"files":{}}',
        b'{"files":{"t":"' + b"00" * 32 + b'"}}',
        b'{"files":{"/t":"00"}}',
        b'{"files": {"/t":"' + b"00" * 32 + b'"}}',
        b'{"files":{"/t":"' + b"00" * 32 + b'","/t":"' + b"00" * 32 + b'"}}',
        b'{"files":{"/t":"' + b"00" * 32 + b'"},"more":1}',
        b'{"files":{"//elsewhere.example/t.js":"' + b"00" * 32 + b'"}}',
        b'{"files":{"/a/../t.js":"' + b"00" * 32 + b'"}}',
        b'{"files":{"/t?x":"' + b"00" * 32 + b'"}}',
        b'{"files":{"/t\\n":"' + b"00" * 32 + b'"}}',
        b"[" * 100_000,
    ],
)
def test_another_form_of_manifest_is_refused(manifest: bytes) -> None:
    with refused("bad-manifest"):
        read_manifest(manifest)
