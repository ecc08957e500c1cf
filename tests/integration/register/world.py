"""A register begun as an operator begins it, and an approved relay that sends to it over HTTP."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx2
import psycopg
from tests.integration.register.pharmacies import FINESS, SOFTWARE, Letter, Pharmacy, first_entries, seconds

from sceau.assertion import Credentials, new_key, token_request
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject
from sceau.envelope.statements import KeyRole, SoftwareState, Statements
from sceau.register import commands
from sceau.register.configuration import RegisterSettings
from sceau.register.desk.reading import ShownRecord
from sceau.register.keys.published import ROOT_HASH, replay
from sceau.web.database import Database
from sceau.web.key_folder import KeyFolder

RELAY = "relay.example"


@dataclass(frozen=True, slots=True)
class World:
    """A running register, the operator's hands, and an approved relay's."""

    settings: RegisterSettings
    roots: Path
    officer: str
    credentials: Credentials
    log: Path

    @property
    def url(self) -> str:
        return self.settings.public_url

    def database(self) -> Database:
        return psycopg.connect(self.settings.database_url.get_secret_value(), autocommit=True)

    def statements(self) -> Statements:
        with self.database() as database:
            return replay(database, KeyFolder(self.settings.keys_folder).read(ROOT_HASH))

    def token(self, scope: str = "intake.write log.write") -> str:
        form = token_request(self.credentials, endpoint=f"{self.url}/token", scope=scope, now=time.time())
        answer = httpx2.post(f"{self.url}/token", data=form)
        assert answer.status_code == httpx2.codes.OK, answer.text
        token: str = answer.json()["access_token"]
        return token

    def post(self, path: str, content: bytes, **headers: str) -> httpx2.Response:
        sent = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/cbor-seq", **headers}
        return httpx2.post(f"{self.url}{path}", content=content, headers=sent, timeout=60)

    def intake(self, *deliveries: bytes) -> tuple[list[str], list[dict[str, Any]]]:
        """The checkpoints and the answers."""
        response = self.post("/intake", b"".join(deliveries))
        assert response.status_code == httpx2.codes.OK, response.text
        head, *answers = split(response.content)
        return head["checkpoints"], answers

    def send(self, *letters: Letter) -> list[dict[str, Any]]:
        return self.intake(*(letter.data for letter in letters))[1]

    def send_log(self, *entries: SignedObject) -> list[dict[str, Any]]:
        response = self.post("/pharmacies/log", b"".join(entry.encode() for entry in entries))
        assert response.status_code == httpx2.codes.OK, response.text
        return [json.loads(line) for line in response.text.splitlines()]

    def new_pharmacy(self, *, software: str = SOFTWARE) -> Pharmacy:
        """Enrolled by a code, its log sent by the relay."""
        code, kit, seed = commands.enrolment_new(self.settings, finess=FINESS), Kit.new(), secrets.token_bytes(32)
        entries, log = first_entries(code, kit, public_key(seed), software)
        lines = self.send_log(*entries)
        assert [line.get("code") for line in lines] == [None] * len(entries)
        register_key = self.statements().newest(KeyRole.REGISTER, seconds()).pk
        return Pharmacy(kit, log, seed, register_key)

    def enrol_twice(self) -> list[dict[str, Any]]:
        """Two pharmacies begin with one code: the lines that answer the two geneses."""
        code = commands.enrolment_new(self.settings, finess=FINESS)
        logs = [first_entries(code, Kit.new(), public_key(secrets.token_bytes(32)), SOFTWARE)[0] for _ in range(2)]
        return self.send_log(*(entries[0] for entries in logs))

    def read(self, letter: Letter) -> list[ShownRecord]:
        """What an officer sees of it."""
        return commands.desk_show(self.settings, envelope_id=letter.id.hex(), kit=self.officer)

    def count(self) -> int:
        """Count everything that waits, however little."""
        return commands.count_once(self.settings, at_least=1)


def split(sequence: bytes) -> list[Any]:
    """The decoded items of a CBOR sequence."""
    buffer = bytearray(sequence)
    items = [cbor.decode(item, limit=65_536) for item in cbor.split_sequence(buffer, limit=65_536)]
    assert not buffer
    return items


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[World]:
    """Begin a register in an empty database, serve it, and stop it."""
    environment = migrated_environment(database_url, folder)
    world = _begin(settings_of(environment), folder)
    with (folder / "server.log").open("wb") as log:
        server = _run("commands.serve(RegisterSettings())", environment, log)
        try:
            _wait_until_ready(world.url, server)
            yield world
        finally:
            server.terminate()
            server.wait(30)


def migrated_environment(database_url: str, folder: Path) -> dict[str, str]:
    """Settings of a register on a free port, whose database has its tables and nothing else."""
    port = _free_port()
    environment = {
        "SCEAU_REGISTER_PUBLIC_URL": f"http://localhost:{port}",
        "SCEAU_REGISTER_DATABASE_URL": database_url,
        "SCEAU_REGISTER_TOKEN_SECRET": secrets.token_hex(32),
        "SCEAU_REGISTER_KEYS_FOLDER": str(folder / "keys"),
        "SCEAU_REGISTER_BIND": f"127.0.0.1:{port}",
        "SCEAU_REGISTER_PROCESSES": "2",
    }
    assert _run("commands.migrate(RegisterSettings())", environment).wait(60) == 0
    return environment


def settings_of(environment: Mapping[str, str]) -> RegisterSettings:
    """The same settings, here."""
    names = {name.removeprefix("SCEAU_REGISTER_").lower(): value for name, value in environment.items()}
    return RegisterSettings.model_validate(names)


def _begin(settings: RegisterSettings, folder: Path) -> World:
    roots, key = folder / "roots", new_key()
    commands.keys_init(settings, roots)
    commands.keys_signer(settings, roots)
    officer = commands.desk_new_officer(settings, label="made-up officer")
    commands.keys_epoch(settings)
    for software_id in (RELAY, SOFTWARE):
        commands.software_set(settings, software_id=software_id, name=software_id, state=SoftwareState.ACTIVE)
    client_id = commands.client_add(settings, software_id=RELAY, jwk=key.as_dict(private=False))
    return World(settings, roots, officer, Credentials(client_id, key), folder / "server.log")


def _run(call: str, environment: Mapping[str, str], log: IO[bytes] | None = None) -> "subprocess.Popen[bytes]":
    program = f"from sceau.register import commands; from sceau.register.commands import RegisterSettings; {call}"
    return subprocess.Popen([sys.executable, "-c", program], env={**os.environ, **environment}, stderr=log, stdout=log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx2.get(f"{url}/ready").is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the register did not start")
