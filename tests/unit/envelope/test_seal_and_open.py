"""Each reader sees what the specification's table says and nothing else, and every copy has one of three sizes."""

from dataclasses import replace
from itertools import permutations

import pytest
from tests.unit.envelope.messages import BORN, DAY, RECORD, SLIP
from tests.unit.envelope.readers import (
    NOTIFIER,
    READERS,
    SEEDS,
    SENDER,
    TICKET,
    TICKET_FOR,
    delivery,
    opened,
    sealed,
)
from tests.unit.envelope.refusals import refused

from sceau.envelope.header import Role
from sceau.envelope.open import open_copy, open_slip
from sceau.envelope.seal import Slip, TicketFor, seal_envelope
from sceau.envelope.sections import NAMES
from sceau.envelope.ticket import TicketCard
from sceau.envelope.wire import Envelope, parse_envelope

ENVELOPE = sealed()
TABLE = {
    Role.REGISTER: set(NAMES),
    Role.PHARMACY: set(NAMES),
    Role.PATIENT: {"identity", "context", "result", "source"},
}
WITHOUT_CONSENT = {**TABLE, Role.REGISTER: {"result", "source", "statistics"}}


def with_comment(length: int) -> Envelope:
    return sealed({"result": {"comment": "x" * length}}, ticket=None, slip=None)


def lengths(envelope: Envelope) -> list[int]:
    return [len(copy) for copy in envelope.copies]


@pytest.mark.parametrize("role", TABLE)
@pytest.mark.parametrize(("identity", "table"), [(True, TABLE), (False, WITHOUT_CONSENT)])
def test_each_reader_sees_its_sections_and_no_other(role: Role, table: dict[Role, set[str]], *, identity: bool) -> None:
    seen = opened(sealed(identity=identity), role)
    assert seen.sections == {name: RECORD[name] for name in table[role]}
    assert set(seen.withheld) == set(NAMES) - table[role]


@pytest.mark.parametrize("role", TABLE)
def test_each_reader_learns_of_which_envelope_its_copy_is(role: Role) -> None:
    assert opened(ENVELOPE, role).header == ENVELOPE.header


def test_what_the_register_may_not_see_is_nowhere_in_its_copy() -> None:
    entries = repr(opened(sealed(identity=False), Role.REGISTER).entries)
    assert [word for word in ("EXEMPLE", "279035121518989", "0600000000", "symptoms") if word in entries] == []


def test_the_number_is_nowhere_in_the_persons_copy() -> None:
    entries = repr(opened(ENVELOPE, Role.PATIENT).entries)
    assert [word for word in ("279035121518989", "0600000000", "departement") if word in entries] == []


def test_the_notifier_sees_an_address_and_nothing_of_the_record() -> None:
    assert open_slip(delivery(ENVELOPE, Role.NOTIFIER), NOTIFIER) == SLIP


def test_the_answer_key_is_the_registers_and_the_pharmacys_and_not_the_persons() -> None:
    register, pharmacy, patient = (opened(ENVELOPE, role) for role in TABLE)
    assert register.reply == pharmacy.reply
    assert len(register.reply or b"") == 32
    assert (patient.reply, patient.reply_patient, pharmacy.reply_patient) == (None, None, None)


def test_the_register_can_answer_the_person_only_when_there_is_a_ticket() -> None:
    assert opened(ENVELOPE, Role.REGISTER).reply_patient == TICKET.reply_key(ENVELOPE.header.id)
    assert opened(sealed(ticket=None, slip=None), Role.REGISTER).reply_patient is None


@pytest.mark.parametrize(("role", "other"), [pair for pair in permutations(Role, 2) if pair[0] is not Role.NOTIFIER])
def test_nobody_opens_the_copy_of_another(role: Role, other: Role) -> None:
    with refused("cannot-open" if role is Role.PATIENT else "bad-key"):
        open_copy(delivery(ENVELOPE, role), role, SEEDS[other])


def test_two_envelopes_of_one_record_share_no_bytes_that_tell() -> None:
    other = sealed()
    assert ENVELOPE.header.commit != other.header.commit
    assert ENVELOPE.routing.salt != other.routing.salt
    assert set(ENVELOPE.copies).isdisjoint(other.copies)


def test_copies_have_one_size_and_the_slip_its_own() -> None:
    assert lengths(ENVELOPE) == [4096, 4096, 4096, 1536]


def test_what_the_register_may_see_does_not_change_a_size() -> None:
    assert lengths(sealed(identity=False)) == lengths(ENVELOPE)


def test_a_record_grows_to_the_larger_size_by_one_byte_and_then_to_none() -> None:
    """The longest payload has 4,096 - 1,136 - 36 bytes, of which 108 are not the comment."""
    longest = 4096 - 1136 - 36 - 108
    assert lengths(with_comment(longest)) == [4096, 4096]
    assert lengths(with_comment(longest + 1)) == [8192, 8192]
    assert lengths(with_comment(longest + 4096)) == [8192, 8192]
    with refused("too-large", "record"):
        with_comment(longest + 4097)


@pytest.mark.parametrize("length", [0, 2800, 4000, 6900])
def test_a_sealed_envelope_is_what_the_relay_takes_and_its_reader_opens(length: int) -> None:
    envelope = parse_envelope(with_comment(length).encode())
    assert opened(envelope, Role.REGISTER).sections == {"result": {"comment": "x" * length}}


@pytest.mark.parametrize(("ticket", "readers"), [(None, READERS), (TICKET_FOR, replace(READERS, notifier=None))])
def test_a_slip_that_nobody_could_be_given_is_not_left_out_unseen(ticket: TicketFor | None, readers: object) -> None:
    with refused("bad-copies", "slip"):
        sealed(ticket=ticket, readers=readers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("slip", "code", "path"),
    [
        (Slip("email", "", "fr"), "bad-length", "slip.address"),
        (Slip("email", "personne@exemple.invalid", ""), "bad-length", "slip.language"),
        (Slip("e" * 17, "personne@exemple.invalid", "fr"), "bad-length", "slip.channel"),
        (Slip("email", "é" * 254, "fr"), "too-large", ""),
    ],
)
def test_a_slip_that_the_notifier_could_not_read_is_not_sealed(slip: Slip, code: str, path: str) -> None:
    with refused(code, path):
        sealed(slip=slip)


@pytest.mark.parametrize("key", [bytes(1216), bytes(1215), READERS.register[:1184] + bytes(32), b"\xff" * 1216])
def test_what_is_no_public_key_is_not_sealed_to(key: bytes) -> None:
    with refused("bad-key"):
        sealed(readers=replace(READERS, register=key))


@pytest.mark.parametrize(("born", "code"), [("1979-03", ""), ("1979-03-28", "123456"), ("1979-03", "12345")])
def test_a_ticket_is_sealed_only_with_the_code_that_its_birth_date_asks_for(born: str, code: str) -> None:
    with refused("needs-code"):
        sealed(ticket=TicketFor(TICKET, born, code))


def test_nothing_that_is_sealed_or_opened_is_in_a_text_of_it() -> None:
    one = seal_envelope(
        RECORD,
        sender=SENDER,
        readers=READERS,
        day=DAY,
        identity_to_register=True,
        ticket=TICKET_FOR,
    )
    texts = repr([SENDER, TICKET_FOR, SLIP, one, opened(one.envelope, Role.REGISTER)])
    secrets = (repr(SENDER.device_seed), repr(TICKET.secret), repr(one.reply), BORN, SLIP.address, "EXEMPLE")
    assert [secret for secret in secrets if secret in texts] == []


def test_a_second_result_is_sealed_to_a_ticket_from_its_card() -> None:
    card = TicketCard(TICKET.lookup, TICKET.card.public_key, TICKET.born, TICKET.root)
    again = sealed(ticket=TicketFor(card, BORN))
    assert opened(again, Role.PATIENT).sections["result"] == opened(ENVELOPE, Role.PATIENT).sections["result"]
    assert opened(again, Role.REGISTER).reply_patient == TICKET.reply_key(again.header.id)


def test_a_card_proves_the_birth_date_as_its_ticket_does() -> None:
    assert TICKET.card.reference(BORN) == TICKET.reference(BORN)


def test_a_card_shows_nothing_of_itself() -> None:
    assert TICKET.born.hex() not in repr(TICKET.card)
    assert repr(TICKET.born) not in repr(TICKET.card)
