"""What an auditor reads: a mark, a sentence in French or English, an exit code; and for a program, one list."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from tests.unit.envelope.domains import Domain
from tests.unit.envelope.readers import sealed
from tests.unit.envelope.test_receipt import Register, with_keys

from sceau.verifier.__main__ import main

REFUSED = 1


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return with_keys(domain)


@pytest.fixture
def files(tmp_path: Path, domain: Domain) -> list[str]:
    """A receipt, and another of which the last byte was changed."""
    receipt = Register(domain).receipt(sealed()).encode()
    paths = [tmp_path / "one", tmp_path / "two"]
    for path, data in zip(paths, (receipt, receipt[:-1] + bytes([receipt[-1] ^ 1])), strict=True):
        path.write_bytes(data)
    return [str(path) for path in paths]


@pytest.mark.parametrize(("language", "word"), [("fr", "enregistré"), ("en", "registered")])
def test_one_forgery_does_not_hide_what_is_right(
    files: list[str], domain: Domain, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    assert main(["receipt", *files, "--root", domain.root_hash.hex(), "--lang", language]) == REFUSED
    right, wrong = capsys.readouterr().out.splitlines()
    assert right.startswith(f"✓ {files[0]}: {word}")
    assert wrong.startswith(f"✗ {files[1]}: ")


def test_a_program_is_given_one_list(files: list[str], domain: Domain, capsys: pytest.CaptureFixture[str]) -> None:
    main(["receipt", *files, "--root", domain.root_hash.hex(), "--json"])
    assert [(one["file"], one["valid"]) for one in json.loads(capsys.readouterr().out)] == [
        (files[0], True),
        (files[1], False),
    ]


def test_a_policy_that_means_nothing_is_refused_before_anything_is_asked(
    files: list[str], domain: Domain, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy"
    policy.write_text("quorum nobody\n")
    assert main(["receipt", files[0], "--root", domain.root_hash.hex(), "--policy", str(policy), "--json"]) == REFUSED
    assert [one["code"] for one in json.loads(capsys.readouterr().out)] == ["bad-policy"]


def test_the_folder_runs_alone(tmp_path: Path, files: list[str], domain: Domain) -> None:
    """Copied elsewhere under another name, with nothing of Sceau's beside it, it still verifies."""
    home = Path(__file__).resolve().parents[3] / "src/sceau/verifier"
    copytree(home, tmp_path / "elsewhere/auditor", ignore=ignore_patterns("__pycache__"))
    words = [sys.executable, "-m", "auditor", "receipt", files[0], "--root", domain.root_hash.hex()]
    environment = {"PYTHONPATH": str(tmp_path / "elsewhere"), "LANG": "C.UTF-8"}
    ran = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert (ran.returncode, ran.stdout[:1]) == (0, "✓"), ran.stderr
