"""Envelopes of made-up people, sealed to files before any clock runs: one CBOR sequence a pharmacy.

Each is a whole one: a complete record, four copies (register, pharmacy, patient, notifier), a ticket of its own.
"""

import json
import secrets
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bench.timing import together
from sceau.envelope import cbor
from sceau.envelope.header import Role
from sceau.envelope.kdf import day_of
from sceau.envelope.seal import Readers, Sender, Slip, TicketFor, seal_envelope
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import ENVELOPE_LIMIT, Delivery, Envelope, parse_envelope

_EXAMPLE: Final = Path(__file__).resolve().parents[1] / "spec/cases/complete.json"
_SLIP: Final = Slip("email", "essai@exemple.fr", "fr")
_AGE: Final = 45


@dataclass(frozen=True, slots=True)
class Pharmacy:
    """Who seals, to whom, and the file of what it sealed."""

    sender: Sender = field(repr=False)
    readers: Readers
    file: Path


def seal_files(pharmacies: Sequence[Pharmacy], count: int, *, days: int = 1) -> None:
    """Seal `count` envelopes in all, the same number for each pharmacy, spread over the last `days`, oldest first."""
    each = -(-count // len(pharmacies))
    together(_prepare, [(pharmacies[one::2], each, days) for one in range(2) if pharmacies[one::2]])


def sealed(pharmacy: Pharmacy) -> list[bytes]:
    """What is in the pharmacy's file: encoded envelopes."""
    return list(cbor.split_sequence(bytearray(pharmacy.file.read_bytes()), limit=ENVELOPE_LIMIT))


def envelopes(pharmacies: Sequence[Pharmacy], count: int) -> list[Envelope]:
    """`count` envelopes read, the pharmacies taking turns."""
    rows = zip(*(sealed(one)[: -(-count // len(pharmacies))] for one in pharmacies), strict=True)
    return [parse_envelope(data) for row in rows for data in row][:count]


def delivery(envelope: Envelope) -> bytes:
    """What the relay sends the register of it, encoded."""
    copy = envelope.sealed(Role.REGISTER) or b""
    return Delivery(envelope.header_bytes, envelope.signature, copy).encode()


def _prepare(pharmacies: Sequence[Pharmacy], each: int, days: int) -> Any:  # noqa: ANN401 (an action without result)
    def act() -> None:
        for pharmacy in pharmacies:
            with pharmacy.file.open("wb") as file:
                file.writelines(_seal_one(pharmacy, days - 1 - at * days // each) for at in range(each))

    return act


def _seal_one(pharmacy: Pharmacy, days_ago: int) -> bytes:
    now = datetime.now(UTC) - timedelta(days=days_ago)
    record = _made_up_record(now)
    one = seal_envelope(
        record,
        sender=pharmacy.sender,
        readers=pharmacy.readers,
        day=day_of(now),
        identity_to_register=True,
        ticket=TicketFor(Ticket.new(), record["identity"]["birth_date"]),
        slip=_SLIP,
    )
    return one.envelope.encode()


def _made_up_record(now: datetime) -> dict[str, dict[str, Any]]:
    """The example of the specification, done two hours ago, for somebody who exists only here."""
    record = deepcopy(_example())
    sampled = now.replace(microsecond=0) - timedelta(hours=2)
    record["result"]["sampling_time"] = sampled.isoformat()
    record["result"]["reading_time"] = (sampled + timedelta(minutes=16)).isoformat()
    record["result"]["device"]["expiry"] = (sampled + timedelta(days=400)).date().isoformat()
    record["context"] = {"symptoms": "none"}
    name = "ESSAI " + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for _ in range(12))
    record["identity"] |= {"birth_name": name, "status": "PROV", "birth_date": f"{now.year - _AGE}-01-01"}
    record["statistics"]["age_band"] = f"{_AGE // 10 * 10}-{_AGE // 10 * 10 + 9}"
    del record["number"]
    return record


def _example() -> dict[str, dict[str, Any]]:
    example: dict[str, dict[str, Any]] = json.loads(_EXAMPLE.read_text(encoding="utf-8"))["input"]
    return example
