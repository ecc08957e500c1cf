"""A register begun as an operator begins it, and made-up pharmacies that send to it over HTTP."""

import copy
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import psycopg

from sceau.assertion import Credentials, new_key, token_request
from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit
from sceau.envelope.header import Role
from sceau.envelope.kdf import day_of
from sceau.envelope.open import open_answer
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.seal import Readers, Sealed, Sender, seal_envelope
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject
from sceau.envelope.statements import KeyRole, SoftwareState, Statements
from sceau.envelope.wire import Delivery
from sceau.register import commands
from sceau.register.configuration import RegisterSettings
from sceau.register.keys.folder import KeyFolder
from sceau.register.keys.published import ROOT_HASH, replay
from sceau.web.database import Database

ROOT = Path(__file__).resolve().parents[3]
FINESS = "750012345"
RELAY = "relay.example"
SOFTWARE = "made-up-software"
Sections = dict[str, dict[str, Any]]


def made_up_record(**identity: str) -> Sections:
    """A valid record of a test done two hours ago, of a person who exists only here. `identity` changes traits."""
    sections: Sections = copy.deepcopy(json.loads((ROOT / "spec/cases/complete.json").read_text("utf-8"))["input"])
    sampled = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    sections["result"]["sampling_time"] = sampled.isoformat()
    sections["result"]["reading_time"] = (sampled + timedelta(minutes=16)).isoformat()
    sections["result"]["device"]["expiry"] = (sampled + timedelta(days=400)).date().isoformat()
    sections["context"] = {"symptoms": "none"}
    sections["identity"] |= {"birth_name": "ESSAI " + _letters(), "status": "PROV", **identity}
    del sections["number"]
    sections["statistics"]["age_band"] = _age_band(sections["identity"]["birth_date"], sampled)
    return sections


def _letters() -> str:
    return "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(12))


def _age_band(born: str, on: datetime) -> str:
    birth = datetime.fromisoformat(born).date()
    years = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    return f"{years // 10 * 10}-{years // 10 * 10 + 9}"


@dataclass(slots=True)
class Pharmacy:
    """A pharmacy with one member and one device, known to the register."""

    kit: Kit
    log: PharmacyLog
    device_seed: bytes
    register_key: bytes
    entries: list[bytes] = field(default_factory=list)

    @property
    def id(self) -> bytes:
        return self.log.pharmacy

    def seal(
        self,
        record: Mapping[str, Mapping[str, object]],
        *,
        corrects: bytes | None = None,
        envelope_id: bytes | None = None,
        identity_to_register: bool = True,
    ) -> "Letter":
        day = day_of(datetime.now(UTC))
        sealed = seal_envelope(
            record,
            sender=Sender(self.id, self.device_seed),
            readers=Readers(self.register_key, self.log.epoch.public_key),
            day=day,
            identity_to_register=identity_to_register,
            corrects=None if corrects is None else (day, corrects),
            envelope_id=envelope_id,
        )
        return Letter(sealed)

    def remove_device(self) -> SignedObject:
        device = public_key(self.device_seed)
        return enrol.device_removed(self.log, kit=self.kit, device=device, time=_seconds())


@dataclass(frozen=True, slots=True)
class Letter:
    """A sealed envelope, as the relay delivers it, and the key of its answer."""

    sealed: Sealed

    @property
    def id(self) -> bytes:
        return self.sealed.envelope.header.id

    @property
    def delivery(self) -> Delivery:
        envelope = self.sealed.envelope
        return Delivery(envelope.header_bytes, envelope.signature, envelope.copies[0])

    @property
    def data(self) -> bytes:
        return self.delivery.encode()

    def problems(self, answer: bytes) -> list[dict[str, str]]:
        """What the register told the pharmacy, and nobody else."""
        body = open_answer(self.sealed.reply, self.id, Role.PHARMACY, 0, answer)
        assert isinstance(body, dict)
        found: list[dict[str, str]] = body["problems"]
        return found


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
        entries, log = _entries(code, kit, public_key(seed), software)
        lines = self.send_log(*entries)
        assert [line.get("code") for line in lines] == [None] * len(entries)
        register_key = self.statements().newest(KeyRole.REGISTER, _seconds()).pk
        return Pharmacy(kit, log, seed, register_key)

    def count(self) -> int:
        """Count everything that waits, however little."""
        return commands.count_once(self.settings, at_least=1)


def _entries(code: str, kit: Kit, device: bytes, software: str) -> tuple[list[SignedObject], PharmacyLog]:
    log, now, entries = PharmacyLog(), _seconds(), list[SignedObject]()
    enrolment = {public_key(enrol.enrolment_seed(code)): FINESS}

    def add(entry: SignedObject) -> None:
        log.extend(entry, enrolments=enrolment)
        entries.append(entry)

    add(enrol.genesis(code=code, kit=kit, finess=FINESS, name="Pharmacie d’essai", phone="0100000000", time=now))
    add(enrol.device_added(log, kit=kit, device=device, software=software, time=now))
    add(enrol.new_epoch(log, kit=kit, time=now))
    return entries, log


def split(sequence: bytes) -> list[Any]:
    """The decoded items of a CBOR sequence."""
    buffer = bytearray(sequence)
    items = [cbor.decode(item, limit=65_536) for item in cbor.split_sequence(buffer, limit=65_536)]
    assert not buffer
    return items


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[World]:
    """Begin a register in an empty database, serve it, and stop it."""
    port = _free_port()
    environment = {
        "SCEAU_REGISTER_PUBLIC_URL": f"http://localhost:{port}",
        "SCEAU_REGISTER_DATABASE_URL": database_url,
        "SCEAU_REGISTER_TOKEN_SECRET": secrets.token_hex(32),
        "SCEAU_REGISTER_KEYS_FOLDER": str(folder / "keys"),
        "SCEAU_REGISTER_BIND": f"127.0.0.1:{port}",
        "SCEAU_REGISTER_PROCESSES": "2",
    }
    _run("commands.migrate()", environment).wait(60)
    world = _begin(environment, folder)
    with (folder / "server.log").open("wb") as log:
        server = _run("commands.serve(RegisterSettings())", environment, log)
        try:
            _wait_until_ready(world.url, server)
            yield world
        finally:
            server.terminate()
            server.wait(30)


def _begin(environment: Mapping[str, str], folder: Path) -> World:
    names = {name.removeprefix("SCEAU_REGISTER_").lower(): value for name, value in environment.items()}
    settings, roots, key = RegisterSettings.model_validate(names), folder / "roots", new_key()
    commands.keys_init(settings, roots)
    commands.keys_signer(settings, roots)
    officer = commands.desk_new_officer(settings, label="made-up officer")
    commands.keys_epoch(settings)
    for software_id in (RELAY, SOFTWARE):
        commands.software_set(settings, software_id=software_id, name=software_id, state=SoftwareState.ACTIVE)
    client_id = commands.client_add(settings, software_id=RELAY, jwk=key.as_dict(private=False))
    return World(settings, roots, officer, Credentials(client_id, key), folder / "server.log")


def _run(call: str, environment: Mapping[str, str], log: Any = None) -> "subprocess.Popen[bytes]":
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


def _seconds() -> int:
    return int(time.time())


