"""Enrolling: a pharmacy's first entries, and this installation's keys, from an enrolment code.

Three entries open the log: genesis (signed by the code and by the member's kit), this device, the first epoch. They are
on the disk before the relay hears of them, so that an enrolment cut short is finished by asking again; the code is
published once and serves once. The kit is shown to a person before, and is written nowhere.
"""

import base64
import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from joserfc.jwk import ECKey

from sceau.assertion import new_key
from sceau.client import relay as relay_api
from sceau.client.chain import keep_chain, stored_chain
from sceau.client.durable import private_folder, write_durably
from sceau.client.errors import ClientError, RelayRefused
from sceau.client.http import Connection
from sceau.client.installation import DEVICE, KEY, LOG, PROFILE, STATEMENTS, Installation, Profile, write_profile
from sceau.envelope.access import Kit, enrolment_seed
from sceau.envelope.enrol import device_added, genesis, new_epoch
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signature import public_key
from sceau.envelope.statements import Statements


@dataclass(frozen=True, slots=True)
class Request:
    """What the register's officer, the pharmacy and the software's vendor each bring.

    `code` and `root` (hash of the register's first statement, hexadecimal) come with the officer's letter;
    `statement` is the vendor's software statement, a JWT; `phone` is what a ticket's page shows.
    """

    code: str
    root: str
    finess: str
    name: str
    phone: str
    statement: str


def is_begun(home: Path) -> bool:
    """An enrolment was cut short here after its kit was shown: `enrol` finishes it, with no kit to show."""
    return (home / LOG).exists() and not (home / PROFILE).exists()


def enrol(home: Path, request: Request, *, connection: Connection, kit: Kit | None) -> Installation:
    """Enrol, or finish an enrolment. `kit` is the member's, already shown; None to finish."""
    if (home / PROFILE).exists():
        raise ClientError("already-enrolled", str(home))
    statements = relay_api.published_statements(connection)
    Statements.replay(statements, root_hash=_root_hash(request.root))
    keep_chain(private_folder(home) / STATEMENTS, statements)
    if not is_begun(home):
        _begin(home, request, kit=kit, now=int(connection.now()))
    try:
        return _finish(home, request, connection)
    except RelayRefused:
        (home / LOG).unlink()  # a wrong code, for instance: the next attempt begins anew, with another kit
        raise


def software_of(statement: str) -> str:
    """The software id a vendor's statement carries. Its signature is the relay's to check."""
    try:
        payload = statement.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        software = claims["software_id"]
    except (IndexError, ValueError, KeyError, TypeError) as problem:
        raise ClientError("bad-software-statement") from problem
    return str(software)


def _begin(home: Path, request: Request, *, kit: Kit | None, now: int) -> None:
    """Write keys and log; the log last, since it is what says that the enrolment is begun."""
    if kit is None:
        raise ClientError("no-kit", str(home))
    device = secrets.token_bytes(32)
    key = new_key()
    write_durably(home / DEVICE, device)
    write_durably(home / KEY, json.dumps(key.as_dict(private=True)).encode())
    write_durably(home / LOG, b"".join(_first_entries(request, kit, public_key(device), now)))


def _first_entries(request: Request, kit: Kit, device: bytes, now: int) -> list[bytes]:
    log, enrolments = PharmacyLog(), {public_key(enrolment_seed(request.code)): request.finess}
    first = genesis(code=request.code, kit=kit, finess=request.finess, name=request.name, phone=request.phone, time=now)
    log.extend(first, enrolments=enrolments)
    second = device_added(log, kit=kit, device=device, software=software_of(request.statement), time=now)
    log.extend(second, enrolments=enrolments)
    return [entry.encode() for entry in (first, second, new_epoch(log, kit=kit, time=now))]


def _finish(home: Path, request: Request, connection: Connection) -> Installation:
    """Tell the relay; it answers the same as often as it is told the same."""
    key = ECKey.import_key(json.loads((home / KEY).read_text(encoding="utf-8")))
    body = {
        "log": stored_chain(home / LOG),
        "jwk": json.dumps(key.as_dict(private=False), sort_keys=True),
    }
    answer = relay_api.register_pharmacy(connection, body, statement=request.statement)
    write_profile(
        home,
        Profile(
            relay=connection.url,
            pharmacy=str(answer.get("pharmacy")),
            root=request.root.lower(),
            client_id=str(answer.get("client_id")),
            software=software_of(request.statement),
        ),
    )
    installation = Installation(home)
    installation.trusted()  # the relay must have answered for the pharmacy of this log
    return installation


def _root_hash(written: str) -> bytes:
    try:
        digest = bytes.fromhex(written)
    except ValueError:
        digest = b""
    if len(digest) != 32:
        raise ClientError("bad-root")
    return digest
