"""An installation: one device of one pharmacy, as a folder.

    profile.json        which pharmacy, which relay, the hash of the register's root that was pinned at enrolment
    device.seed         signs envelopes: stolen, it allows forging until removed from the log, never reading
    installation.jwk    gets tokens from the relay
    statements, log     the register's statements and the pharmacy's log, as last seen (see chain.py)
    enrolments          of the recoveries in that log, if any (see recovery.py)
    spool/              sealed envelopes on their way (see spool.py)
    agent.token         what a local program shows the agent

Nothing here opens a record. The member's kit, which does, is on paper.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from sceau.assertion import Credentials
from sceau.client import relay as published
from sceau.client.chain import keep_chain, stored_chain
from sceau.client.durable import write_durably
from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.recovery import recovery_keys, vouched_for
from sceau.client.relay import Relay
from sceau.client.spool import Spool
from sceau.envelope import cbor
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signed import OBJECT_LIMIT, parse_object
from sceau.envelope.statements import Statements

PROFILE, DEVICE, KEY, STATEMENTS, LOG = "profile.json", "device.seed", "installation.jwk", "statements", "log"
ENROLMENTS = "enrolments"


@dataclass(frozen=True, slots=True)
class Profile:
    """`pharmacy` and `root` in hexadecimal; `software` the id that the vendor's statement carries."""

    relay: str
    pharmacy: str
    root: str
    client_id: str
    software: str


@dataclass(frozen=True, slots=True)
class Trusted:
    """What the register's statements and the pharmacy's log say, checked from the pinned root on."""

    statements: Statements
    log: PharmacyLog


class Installation:
    """Reads its folder when made; raises `not-enrolled` when that is not an installation."""

    def __init__(self, home: Path) -> None:
        self.home = home
        if not (home / PROFILE).exists():
            raise ClientError("not-enrolled", str(home))
        try:
            self.profile = Profile(**json.loads((home / PROFILE).read_text(encoding="utf-8")))
            self.device_seed = (home / DEVICE).read_bytes()
            self._key = ECKey.import_key(json.loads((home / KEY).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as problem:
            raise ClientError("damaged-file", str(home)) from problem

    @property
    def pharmacy(self) -> bytes:
        return bytes.fromhex(self.profile.pharmacy)

    def spool(self) -> Spool:
        return Spool(self.home / "spool")

    def relay(self, connection: Connection) -> Relay:
        return Relay(connection, Credentials(self.profile.client_id, self._key))

    def refresh(self, connection: Connection) -> None:
        """Fetch what was published since; refuses what does not extend what we know (`rollback`) or does not verify."""
        statements = published.published_statements(connection)
        log = published.published_log(connection, self.pharmacy)
        enrolments = self._enrolments(connection, statements, log)
        self._replay(statements, log, enrolments)
        if enrolments != stored_chain(self.home / ENROLMENTS):
            write_durably(self.home / ENROLMENTS, b"".join(enrolments))
        keep_chain(self.home / STATEMENTS, statements)
        keep_chain(self.home / LOG, log)

    def trusted(self) -> Trusted:
        """As last seen: what sealing without a network relies on."""
        return self._replay(*(stored_chain(self.home / name) for name in (STATEMENTS, LOG, ENROLMENTS)))

    def _replay(self, statements: list[bytes], log: list[bytes], enrolments: list[bytes]) -> Trusted:
        known = self._statements(statements)
        vouched_for(recovery_keys(log), enrolments, known)
        replayed = PharmacyLog.replay(log, enrolments={**known.enrolments, **self._own_enrolment()})
        if replayed.pharmacy != self.pharmacy:
            raise ClientError("rollback", LOG)
        return Trusted(known, replayed)

    def _statements(self, objects: list[bytes]) -> Statements:
        return Statements.replay(objects, root_hash=bytes.fromhex(self.profile.root))

    def _enrolments(self, connection: Connection, statements: list[bytes], log: list[bytes]) -> list[bytes]:
        """What vouches for the log's recoveries: as kept, else as published now."""
        wanted = recovery_keys(log)
        if not wanted:
            return []
        kept = vouched_for(wanted, stored_chain(self.home / ENROLMENTS), self._statements(statements))
        if len(kept) == len(wanted):
            return kept
        return vouched_for(wanted, published.published_enrolments(connection), self._statements(statements))

    def _own_enrolment(self) -> dict[bytes, str]:
        """The key of our own genesis: this installation wrote it, so needs nobody's word for it."""
        genesis: Any = cbor.decode(parse_object(stored_chain(self.home / LOG)[0]).body, limit=OBJECT_LIMIT)
        return {genesis["enrolment"]: genesis["finess"]}


def default_home(environment: Mapping[str, str] = os.environ) -> Path:
    """SCEAU_HOME, else the folder where programs of this user keep their data."""
    if named := environment.get("SCEAU_HOME"):
        return Path(named)
    data = environment.get("XDG_DATA_HOME")
    return Path(data) / "sceau" if data else Path.home() / ".local" / "share" / "sceau"


def write_profile(home: Path, profile: Profile) -> None:
    write_durably(home / PROFILE, json.dumps(asdict(profile), indent=2).encode())
