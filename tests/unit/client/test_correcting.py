"""Which record a correction is of, as a person or a program names it."""

import pytest

from sceau.client.correcting import Wanted, asked_of, parse_wanted, record_id
from sceau.client.errors import ClientError
from sceau.client.sealing import ticket_mark
from sceau.envelope.ticket import Ticket

ID = "0123456789abcdef" * 2
ONE = bytes.fromhex(ID)


def test_an_id_is_enough() -> None:
    assert parse_wanted(ID) == Wanted(ONE)


def test_a_day_may_stand_before_it() -> None:
    assert parse_wanted(f"1970-01-31/{ID}") == Wanted(ONE, 30)


@pytest.mark.parametrize("written", ["", "x", ID[:-1], ID + "00", f"31/01/1970/{ID}", f"1970-02-31/{ID}", f"{ID}/"])
def test_anything_else_is_no_id(written: str) -> None:
    with pytest.raises(ClientError, match="bad-id"):
        parse_wanted(written)


def test_an_id_is_read_as_it_is_printed() -> None:
    assert record_id(ONE.hex()) == ONE


def test_nothing_is_corrected_unless_asked() -> None:
    assert asked_of("", "") is None


def test_a_link_alone_corrects_nothing() -> None:
    with pytest.raises(ClientError, match="link-without-target"):
        asked_of("", "https://relay.example/t")


def test_two_envelopes_under_one_ticket_have_two_marks() -> None:
    ticket = Ticket(bytes(32))
    assert ticket_mark(ticket, ONE) != ticket_mark(ticket, bytes(16))


def test_two_tickets_have_two_marks() -> None:
    assert ticket_mark(Ticket(bytes(32)), ONE) != ticket_mark(Ticket(b"1" * 32), ONE)
