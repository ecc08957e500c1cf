"""Made-up pharmacies and made-up people: what a relay would bring to the register."""

import copy
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sceau.envelope import enrol, signature
from sceau.envelope.access import Kit, enrolment_seed
from sceau.envelope.header import Role
from sceau.envelope.kdf import day_of, sha256
from sceau.envelope.open import open_answer
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.seal import Readers, Sealed, Sender, seal_envelope
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject
from sceau.envelope.wire import Delivery

ROOT = Path(__file__).resolve().parents[3]
FINESS = "750012345"
SOFTWARE = "made-up-software"
Sections = dict[str, dict[str, Any]]


def made_up_record(*, sampled: datetime | None = None, **identity: str) -> Sections:
    """A valid record of a test done two hours ago, of a person who exists only here. `identity` changes traits."""
    sections: Sections = copy.deepcopy(json.loads((ROOT / "spec/cases/complete.json").read_text("utf-8"))["input"])
    sampled = sampled or datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
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
        days_ahead: int = 0,
    ) -> "Letter":
        day = day_of(datetime.now(UTC)) + days_ahead
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

    def stray_entry(self) -> SignedObject:
        """An entry that follows nothing that is known."""
        ahead = copy.deepcopy(self.log)
        ahead.seq += 1
        device = public_key(secrets.token_bytes(32))
        return enrol.device_added(ahead, kit=self.kit, device=device, software=SOFTWARE, time=seconds())

    def add_device(self) -> SignedObject:
        """The next entry, which this log has from then on."""
        device = public_key(secrets.token_bytes(32))
        entry = enrol.device_added(self.log, kit=self.kit, device=device, software=SOFTWARE, time=seconds())
        self.log.extend(entry, enrolments={})
        return entry

    def remove_device(self) -> SignedObject:
        device = public_key(self.device_seed)
        return enrol.device_removed(self.log, kit=self.kit, device=device, time=seconds())


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

    def with_copy_of(self, other: "Letter", device_seed: bytes) -> "Letter":
        """This header with another's sealed copy, signed again by the device."""
        header, copies = self.sealed.envelope.header, list(self.sealed.envelope.copies)
        copies[0] = other.delivery.copy
        first = replace(header.copies[0], hash=sha256(copies[0]))
        changed = header.with_copies((first, *header.copies[1:]))
        encoded = changed.encode()
        signed = signature.sign("envelope", encoded, device_seed)
        envelope = replace(
            self.sealed.envelope, header=changed, header_bytes=encoded, signature=signed, copies=tuple(copies)
        )
        return Letter(replace(self.sealed, envelope=envelope))

    def problems(self, answer: bytes) -> list[dict[str, str]]:
        """What the register told the pharmacy, and nobody else."""
        body = open_answer(self.sealed.reply, self.id, Role.PHARMACY, 0, answer)
        assert isinstance(body, dict)
        found: list[dict[str, str]] = body["problems"]
        return found


def first_entries(code: str, kit: Kit, device: bytes, software: str) -> tuple[list[SignedObject], PharmacyLog]:
    log, now, entries = PharmacyLog(), seconds(), list[SignedObject]()
    enrolment = {public_key(enrolment_seed(code)): FINESS}

    def add(entry: SignedObject) -> None:
        log.extend(entry, enrolments=enrolment)
        entries.append(entry)

    add(enrol.genesis(code=code, kit=kit, finess=FINESS, name="Pharmacie d’essai", phone="0100000000", time=now))
    add(enrol.device_added(log, kit=kit, device=device, software=software, time=now))
    add(enrol.new_epoch(log, kit=kit, time=now))
    return entries, log


def seconds() -> int:
    """Now, in seconds since 1970."""
    return int(time.time())
