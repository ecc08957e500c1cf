"""What happens at the counter, for the journeys: a pharmacy made up, and the tickets it hands over.

Everything goes through a real relay, as a pharmacy's software would do it. Nobody here exists.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import httpx2
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.relay.sequencing import own_ledger, sequence
from tests.integration.running import PublishedRegister, RunningRelay

from sceau.envelope import cbor
from sceau.envelope.announce import Announce, Reissue
from sceau.envelope.header import Role
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_copy
from sceau.envelope.seal import Readers, Sealed, Sender, TicketFor, reseal_patient_copy, seal_envelope
from sceau.envelope.signature import public_key, sign
from sceau.envelope.ticket import Ticket, new_code
from sceau.envelope.wire import Delivery
from sceau.ledger.keys import Signer

BORN = "1979-03-28"
POSITIVE, NEGATIVE, UNCLEAR, UNSATISFACTORY = "10828004", "260385009", "373068000", "125154007"
COVID, INFLUENZA_A, INFLUENZA_B = ("U07.1", "94558-4"), ("J09", "80382-5"), ("J10", "80383-3")
STREPTOCOCCUS, LEUCOCYTES, NITRITES = ("J02.0", "78012-2"), ("N30.0", "5799-2"), ("N30.0", "5802-4")

Test = tuple[str, str]
Outcomes = Mapping[Test, str]
CONSENTS = {"test": True, "identity": True, "doctor": False, "notice": False, "certificate": False}


@dataclass(frozen=True, slots=True)
class Handed:
    """A ticket in a person's hand, and what the pharmacy holds of it."""

    ticket: Ticket
    link: str
    born: str = BORN
    code: str = ""
    sealed: tuple[Sealed, ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """A counter where people are tested."""

    pharmacy: Pharmacy = field(repr=False)
    ledger: Signer = field(repr=False)

    @classmethod
    def opened(cls, relay: RunningRelay, register: PublishedRegister, finess: str = "990000019") -> "Desk":
        return cls(Pharmacy.enrolled(relay, register, finess), own_ledger(relay))

    @property
    def url(self) -> str:
        return self.pharmacy.relay.url

    def hand_over(self, born: str = BORN, *, code: str = "") -> Handed:
        """At the swab: a ticket is announced, so that its page says that it waits."""
        ticket = Ticket.new()
        device = self.pharmacy.device_seed
        said = Announce(self.pharmacy.log.pharmacy, public_key(device), today(), ticket.reference(born, code))
        body = said.encode()
        self._post("/announce", {"body": body, "signature": sign("announce", body, device)})
        return Handed(ticket, ticket.link(self.url, asks_code=bool(code)), born, code)

    def hand_over_unsure(self, born: str) -> Handed:
        """A ticket for somebody whose birth date is not fully known: a code is spoken."""
        return self.hand_over(born, code=new_code())

    def read(self, handed: Handed, outcomes: Outcomes, **changes: object) -> Handed:
        """The result is there: sealed and sent."""
        return self._send(handed, record(handed, outcomes, **changes))

    def correct(self, handed: Handed, outcomes: Outcomes) -> Handed:
        """The last result was wrong: another replaces it."""
        last = handed.sealed[-1].envelope.header
        return self._send(handed, record(handed, outcomes), corrects=(last.day, last.id))

    def look(self, handed: Handed) -> None:
        """Somebody at the counter reads the pharmacy's own copy."""
        header = handed.sealed[-1].envelope.header
        answer = self.pharmacy.get(f"/envelopes/{header.day}/{header.id.hex()}/copy")
        assert answer.is_success, answer.text

    def settle(self) -> None:
        """A moment passes: what was noted has its place in the relay's ledger."""
        sequence(self.pharmacy.relay, self.ledger)

    def replace(self, handed: Handed) -> Handed:
        """A new ticket for the same results; the old link no longer opens."""
        ticket = Ticket.new()
        moved = [self._move(sealed, handed, ticket) for sealed in handed.sealed]
        self._post("/reissue", moved)
        return replace(handed, ticket=ticket, link=ticket.link(self.url, asks_code=bool(handed.code)))

    def lock(self, handed: Handed) -> None:
        """Somebody tries five dates that are wrong."""
        self.fail(handed, 5)

    def fail(self, handed: Handed, tries: int) -> None:
        for _ in range(tries):
            httpx2.post(
                f"{self.url}/t/open",
                content=handed.ticket.token + bytes(32),
                headers={"Content-Type": "application/octet-stream"},
            ).raise_for_status()

    def _move(self, sealed: Sealed, handed: Handed, ticket: Ticket) -> dict[str, bytes]:
        envelope = sealed.envelope
        copy = envelope.sealed(Role.PATIENT)
        assert copy is not None
        delivery = Delivery(envelope.header_bytes, envelope.signature, copy)
        entries = open_copy(delivery, Role.PATIENT, handed.ticket.seed).entries
        resealed = reseal_patient_copy(envelope.header, entries, ticket, len(copy))
        body = Reissue(
            pharmacy=envelope.header.pharmacy,
            sender=envelope.header.sender,
            day=envelope.header.day,
            id=envelope.header.id,
            old=sha256(copy),
            hash=sha256(resealed),
            ticket=ticket.reference(handed.born, handed.code),
        ).encode()
        return {"body": body, "signature": sign("reissue", body, self.pharmacy.device_seed), "sealed": resealed}

    def _send(
        self,
        handed: Handed,
        sections: Mapping[str, Mapping[str, object]],
        corrects: tuple[int, bytes] | None = None,
    ) -> Handed:
        pharmacy = self.pharmacy
        sealed = seal_envelope(
            sections,
            sender=Sender(pharmacy.log.pharmacy, pharmacy.device_seed),
            readers=Readers(pharmacy.register.epoch, pharmacy.log.epoch.public_key),
            day=today(),
            identity_to_register=True,
            ticket=TicketFor(handed.ticket, handed.born, handed.code),
            corrects=corrects,
        )
        answer = pharmacy.send(sealed)
        assert answer.status_code == 201, answer.text
        return replace(handed, sealed=(*handed.sealed, sealed))

    def _post(self, path: str, body: object) -> None:
        answer = self.pharmacy.post(path, cbor.encode(body))
        assert answer.is_success, answer.text


def record(
    handed: Handed,
    outcomes: Outcomes,
    *,
    named: object = True,
    sampled: object = "2026-11-21T11:36:00+01:00",
    comment: object = "",
) -> dict[str, Mapping[str, object]]:
    """Sections as `spec/record.md` has them, for somebody made up."""
    said = {"comment": comment} if comment else {}
    return {
        "identity": {
            "birth_name": "EXEMPLE",
            "used_first_name": "DOMINIQUE",
            "birth_date": handed.born,
            "sex": "F",
            "status": "PROV",
        },
        "result": {
            "analytes": [
                {"disease": disease, "loinc": loinc, "outcome": outcome, **said}
                for (disease, loinc), outcome in outcomes.items()
            ],
            "sampling_time": sampled,
            "device": {"name": "COVID-VIRO", "lot": "A12345"},
        },
        "source": {
            "professional": {"rpps": "01234567897", "role": "G15_21/A", "given": "Camille", "family": "INVENTÉ"},
            "pharmacy": {
                "name": "Pharmacie du Port",
                "identifier": {"kind": "finess", "value": "990000019"},
                "phone": "0199000000",
            },
            "consents": {**CONSENTS, "identity": named},
        },
        "statistics": {"age_band": "40-49", "sex": "F", "departement": "75"},
    }


def today() -> int:
    return int(time.time()) // 86_400


def outcomes_of(tests: Sequence[Test], outcome: str) -> Outcomes:
    return dict.fromkeys(tests, outcome)
