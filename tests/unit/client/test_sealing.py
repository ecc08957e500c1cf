"""What the client seals beside the record: a slip for who is to be told, when somebody can tell and somebody agreed."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from tests.unit.envelope.domains import SIGNER, Domain, key_fields
from tests.unit.envelope.messages import NOW
from tests.unit.envelope.readers import NOTIFIER, READERS, SENDER

from sceau.client.sealing import Sealing, notifier_key
from sceau.envelope.header import Role
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.open import open_slip
from sceau.envelope.seal import Slip
from sceau.envelope.statements import DAY, DESTROY_AFTER, Kind
from sceau.envelope.ticket import Ticket
from sceau.envelope.wire import Delivery, parse_envelope
from sceau.record import Record
from sceau.record.csv_form import read_csv
from sceau.record.model import Contact
from sceau.record.template import csv_template

SEALING = Sealing(SENDER, READERS, day=20_000, host="https://relay.example", late=False)
ENDS = NOW + 7 * DAY


def record(*, agreed: bool) -> Record:
    (row,) = read_csv(BytesIO(csv_template()), now=datetime(2030, 1, 1, tzinfo=UTC)).rows
    made = row.entry.accepted()
    consents = replace(made.source.consents, notice=agreed)
    contact = Contact(emails=("personne@exemple.invalid",))
    return replace(made, contact=contact, source=replace(made.source, consents=consents))


def slip_of(sealing: Sealing, *, agreed: bool = True, ticket: Ticket | None = None) -> Slip | None:
    new, _ = sealing.seal(record(agreed=agreed), secrets.token_bytes(16), ticket=ticket)
    envelope = parse_envelope(new.sealed)
    copy = envelope.sealed(Role.NOTIFIER)
    return copy and open_slip(Delivery(envelope.header_bytes, envelope.signature, copy), NOTIFIER)  # type: ignore[return-value]


def test_who_agreed_is_told_at_the_address_of_the_record() -> None:
    assert slip_of(SEALING, ticket=Ticket.new()) == Slip("email", "personne@exemple.invalid", "fr")


def test_nobody_is_told_who_did_not_agree_or_has_no_ticket() -> None:
    assert slip_of(SEALING, agreed=False, ticket=Ticket.new()) is None
    assert slip_of(SEALING) is None


def test_without_a_notifier_the_result_goes_all_the_same() -> None:
    alone = replace(SEALING, readers=replace(READERS, notifier=None))
    assert slip_of(alone, ticket=Ticket.new()) is None


@pytest.mark.parametrize(
    ("now", "used"), [(NOW - 1, False), (NOW, True), (ENDS + DESTROY_AFTER, True), (ENDS + DESTROY_AFTER + 1, False)]
)
def test_a_key_of_long_ago_holds_no_result_back(now: int, used: bool) -> None:  # noqa: FBT001 (a case's answer)
    domain = Domain()
    domain.add_signer()
    public = kem_public_key(NOTIFIER)
    domain.publish(Kind.KEY, key_fields("notifier", public), SIGNER)
    assert notifier_key(domain.chain, now) == (public if used else None)
