"""A pharmacy made up for tests: its log, its device, its credentials, and the requests it makes."""

import json
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import httpx2
from joserfc.jwk import ECKey
from tests.integration.running import OPERATOR_KEY, PublishedRegister, RunningRelay

from sceau.assertion import ASSERTION_TYPE, Credentials, assertion, new_key
from sceau.envelope import cbor, enrol
from sceau.envelope.access import Kit
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.seal import Readers, Sealed, Sender, Slip, TicketFor, seal_envelope
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, parse_object
from sceau.relay.commands import import_statements, issue_software_statement
from sceau.relay.configuration import RelaySettings

TODAY = int(time.time()) // 86_400
SOFTWARE = "made-up-lgo"
SCOPES = "envelope.read envelope.write log.write ticket.write"
RECORD: Mapping[str, Mapping[str, object]] = {
    "identity": {"family": "CANARI-INVENTÉ", "given": "Zéphyrine", "birth": "1979-03-28"},
    "result": {"text": "résultat inventé"},
    "statistics": {"age": "40-49"},
}


@dataclass
class Pharmacy:
    """`log` and `entries` as the pharmacy holds them; `client_id` once it is registered."""

    relay: RunningRelay
    register: PublishedRegister
    finess: str
    kit: Kit = field(default_factory=Kit.new)
    device_seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ECKey = field(default_factory=new_key)
    log: PharmacyLog = field(default_factory=PharmacyLog)
    entries: list[bytes] = field(default_factory=list)
    client_id: str = ""
    _token: str = ""

    @classmethod
    def enrolled(cls, relay: RunningRelay, register: PublishedRegister, finess: str) -> "Pharmacy":
        """A pharmacy with a member, a device and an epoch, registered at the relay."""
        pharmacy = cls(relay, register, finess)
        pharmacy.begin(register.enrol(finess))
        publish(relay, register)
        answer = pharmacy.ask_registration()
        assert answer.status_code == 201, answer.text
        pharmacy.client_id = answer.json()["client_id"]
        return pharmacy

    def begin(self, code: str) -> None:
        now = int(time.time())
        self.append(
            enrol.genesis(
                code=code, kit=self.kit, finess=self.finess, name="Officine inventée", phone="0100000000", time=now
            )
        )
        self.add_device(self.device_seed)
        self.append(enrol.new_epoch(self.log, kit=self.kit, time=now))

    def add_device(self, seed: bytes, software: str = SOFTWARE) -> SignedObject:
        now = int(time.time())
        entry = enrol.device_added(self.log, kit=self.kit, device=public_key(seed), software=software, time=now)
        return self.append(entry)

    def append(self, entry: SignedObject) -> SignedObject:
        self.log.extend(entry, enrolments=self.register_enrolments())
        self.entries.append(entry.encode())
        return entry

    def register_enrolments(self) -> Mapping[bytes, str]:
        for encoded in self.register.enrolments:
            self.register.statements.enrol(parse_object(encoded))
        return self.register.statements.enrolments

    def ask_registration(self, *, key: ECKey | None = None, entries: list[bytes] | None = None) -> httpx2.Response:
        body = {
            "log": self.entries if entries is None else entries,
            "jwk": json.dumps((key or self.key).as_dict(private=False)),
        }
        domain = self.relay.url.partition("://")[2]
        statement = issue_software_statement(OPERATOR_KEY, domain=domain, software=SOFTWARE, name="Logiciel inventé")
        return httpx2.post(
            f"{self.relay.url}/pharmacies",
            content=cbor.encode(body),
            headers={"Content-Type": "application/cbor", "Sceau-Software-Statement": statement},
        )

    def ask_token(self, *, scope: str = SCOPES, statement: str | None = None) -> httpx2.Response:
        endpoint = f"{self.relay.url}/token"
        credentials = Credentials(self.client_id, self.key)
        form = {
            "grant_type": "client_credentials",
            "scope": scope,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": statement or assertion(credentials, endpoint=endpoint, now=time.time()),
        }
        return httpx2.post(endpoint, data=form)

    def token(self, scope: str = SCOPES) -> str:
        answer = self.ask_token(scope=scope)
        assert answer.status_code == 200, answer.text
        token: str = answer.json()["access_token"]
        return token

    def post(
        self, path: str, body: bytes | Iterable[bytes], *, kind: str = "application/cbor", token: str | None = None
    ) -> httpx2.Response:
        headers = {"Content-Type": kind, "Authorization": f"Bearer {token or self._cached_token()}"}
        return httpx2.post(f"{self.relay.url}{path}", content=body, headers=headers, timeout=60)

    def get(self, path: str, *, token: str | None = None) -> httpx2.Response:
        return httpx2.get(
            f"{self.relay.url}{path}", headers={"Authorization": f"Bearer {token or self._cached_token()}"}
        )

    def send(self, sealed: Sealed) -> httpx2.Response:
        return self.post("/envelopes", sealed.envelope.encode())

    def seal(
        self,
        *,
        day: int = TODAY,
        ticket: TicketFor | None = None,
        corrects: tuple[int, bytes] | None = None,
        envelope_id: bytes | None = None,
        device_seed: bytes | None = None,
        pharmacy: bytes | None = None,
        register_key: bytes | None = None,
        pharmacy_key: bytes | None = None,
        slip: Slip | None = None,
    ) -> Sealed:
        notifier = kem_public_key(self.register.notifier_seed) if slip else None
        readers = Readers(register_key or self.register.epoch, pharmacy_key or self.log.epoch.public_key, notifier)
        return seal_envelope(
            RECORD,
            sender=Sender(pharmacy or self.log.pharmacy, device_seed or self.device_seed),
            readers=readers,
            day=day,
            identity_to_register=True,
            ticket=ticket,
            slip=slip,
            corrects=corrects,
            envelope_id=envelope_id,
        )

    def _cached_token(self) -> str:
        self._token = self._token or self.token()
        return self._token


def publish(relay: RunningRelay, register: PublishedRegister) -> None:
    """Bring what the register has published into the relay, as its worker does."""
    settings = {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in relay.environment.items()}
    import_statements(RelaySettings.model_validate(settings), register.objects, register.enrolments)
