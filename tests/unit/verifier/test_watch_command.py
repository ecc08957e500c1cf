"""`watch` as a service: it tells what changed, goes on, and ends at the first contradiction, which it keeps."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import rmtree
from threading import Thread

import pytest
from tests.unit.ledger.memory_ledger import made_up_entries
from tests.unit.verifier.exhibits import Folder, ledger_key, vkey

from sceau.verifier.__main__ import main


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service(tmp_path: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=tmp_path / "served")) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_it_goes_on_until_the_ledger_contradicts_itself(
    service: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {vkey(ledger_key())} {service}\nquorum none\n")
    honest = Folder(tmp_path / "served")
    honest.append(made_up_entries(5))

    def rewrite() -> None:
        rmtree(tmp_path / "served")
        Folder(tmp_path / "served").append(made_up_entries(12, start=9_000))

    def grow() -> None:
        honest.append(made_up_entries(3, start=5))

    days = iter([lambda: None, grow, rewrite])
    words = ["watch", "--policy", str(policy), "--state", str(tmp_path / "kept"), "--every", "7", "--json"]
    assert main(words, wait=lambda _seconds: next(days)()) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [[(one["valid"], one.get("code"), one.get("size")) for one in answers] for answers in told] == [
        [(True, None, 5)],
        [(True, None, 8)],
        [(False, "rewritten", None)],
    ]
    one, other, proof = told[-1][0]["evidence"]
    assert main(["fork", one, other, "--proof", proof, "--policy", str(policy), "--json"]) == 0
