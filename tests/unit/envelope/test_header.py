"""The header says exactly what it must, its copies stand in their order, and its binding is of all but them."""

from dataclasses import replace
from typing import Any, cast

import pytest
from tests.unit.envelope.messages import DAY
from tests.unit.envelope.readers import sealed
from tests.unit.envelope.refusals import refused

from sceau.envelope import cbor
from sceau.envelope.header import Header, Role, TicketReference, parse_header, parse_routing
from sceau.envelope.kdf import sha256

ENVELOPE = sealed(corrects=(DAY - 1, bytes(16)))
FIELDS = cast("dict[str, Any]", cbor.decode(ENVELOPE.header_bytes, limit=2048))
COPIES = cast("list[dict[str, Any]]", FIELDS["copies"])


def parsed(**changes: object) -> Header:
    """The header with fields changed, or left out where they are None."""
    return parse_header(cbor.encode({name: value for name, value in (FIELDS | changes).items() if value is not None}))


def test_a_header_is_read_and_written_back() -> None:
    assert parse_header(ENVELOPE.header_bytes).encode() == ENVELOPE.header_bytes


def test_the_binding_is_the_hash_of_all_fields_but_copies() -> None:
    rest = {name: value for name, value in FIELDS.items() if name != "copies"}
    assert ENVELOPE.header.binding == sha256(cbor.encode(rest))


@pytest.mark.parametrize("field", ["id", "pharmacy", "sender", "commit", "routing"])
def test_the_binding_changes_with_each_field(field: str) -> None:
    assert parsed(**{field: bytes(len(FIELDS[field]))}).binding != ENVELOPE.header.binding


def test_the_binding_changes_with_what_is_corrected() -> None:
    assert replace(ENVELOPE.header, corrects=None).binding != ENVELOPE.header.binding


def test_a_header_may_correct_nothing() -> None:
    assert parsed(corrects=None).corrects is None


@pytest.mark.parametrize("field", [name for name in FIELDS if name != "corrects"])
def test_every_other_field_is_needed(field: str) -> None:
    with refused("missing-field", f"header.{field}"):
        parsed(**{field: None})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"extra": 1}, "unknown-field"),
        ({"v": 0}, "bad-version"),
        ({"v": 2}, "bad-version"),
        ({"v": True}, "bad-type"),
        ({"schema": "sceau/record/2"}, "bad-version"),
        ({"id": bytes(15)}, "bad-length"),
        ({"pharmacy": bytes(17)}, "bad-length"),
        ({"pharmacy": "a" * 16}, "bad-type"),
        ({"day": 100_001}, "bad-length"),
        ({"day": True}, "bad-type"),
        ({"sender": bytes(33)}, "bad-length"),
        ({"commit": bytes(31)}, "bad-length"),
        ({"routing": bytes(16)}, "bad-length"),
        ({"corrects": []}, "bad-length"),
        ({"corrects": [DAY]}, "bad-length"),
        ({"corrects": [DAY, bytes(16), 1]}, "bad-length"),
        ({"corrects": [DAY, bytes(15)]}, "bad-length"),
        ({"corrects": [bytes(16), DAY]}, "bad-type"),
        ({"corrects": [True, bytes(16)]}, "bad-type"),
        ({"corrects": [100_001, bytes(16)]}, "bad-length"),
        ({"corrects": {}}, "bad-type"),
        ({"copies": []}, "bad-length"),
        ({"copies": {}}, "bad-type"),
        ({"copies": [*COPIES, COPIES[0]]}, "bad-length"),
        ({"copies": [1, 2]}, "bad-type"),
    ],
)
def test_a_field_of_another_kind_or_length_is_refused(changes: dict[str, object], code: str) -> None:
    with refused(code):
        parsed(**changes)


@pytest.mark.parametrize("roles", [(0, 1), (0, 1, 2), (0, 1, 2, 3)])
def test_these_readers_in_this_order_are_taken(roles: tuple[int, ...]) -> None:
    assert [copy.role for copy in parsed(copies=[COPIES[role] for role in roles]).copies] == list(Role)[: len(roles)]


@pytest.mark.parametrize(
    "roles", [(1, 0), (0, 2), (1, 2), (0, 0), (0, 1, 3), (0, 2, 1), (0, 1, 1), (0, 1, 3, 2), (2, 3)]
)
def test_other_readers_or_orders_are_refused(roles: tuple[int, ...]) -> None:
    with refused("bad-copies"):
        parsed(copies=[COPIES[role] for role in roles])


@pytest.mark.parametrize("role", [0, 1, 3])
def test_a_reader_with_a_key_is_named_by_it(role: int) -> None:
    nameless = {name: value for name, value in COPIES[role].items() if name != "kid"}
    with refused("bad-copies"):
        parsed(copies=[nameless if at == role else copy for at, copy in enumerate(COPIES)])


def test_the_key_of_a_ticket_has_no_name() -> None:
    with refused("bad-copies"):
        parsed(copies=[*COPIES[:2], {**COPIES[2], "kid": bytes(16)}])


def test_a_role_nobody_knows_is_refused() -> None:
    with refused("bad-copies"):
        parsed(copies=[*COPIES[:2], {**COPIES[2], "role": "police"}])


def test_a_header_above_its_limit_is_refused() -> None:
    with refused("too-large", "header"):
        parse_header(bytes(2049))


def test_a_copy_that_is_not_there_cannot_be_asked_for() -> None:
    with refused("bad-copies"):
        parsed(copies=COPIES[:2]).copy(Role.PATIENT)


def test_a_routing_is_read_and_written_back() -> None:
    assert parse_routing(ENVELOPE.routing_bytes).encode() == ENVELOPE.routing_bytes


def test_a_routing_may_have_no_ticket() -> None:
    assert parse_routing(cbor.encode({"salt": bytes(16)})).ticket is None


@pytest.mark.parametrize(
    ("routing", "code"),
    [
        ({}, "missing-field"),
        ({"salt": bytes(15)}, "bad-length"),
        ({"salt": bytes(16), "ticket": []}, "bad-type"),
        ({"salt": bytes(16), "ticket": {"lookup": bytes(16)}}, "missing-field"),
        ({"salt": bytes(16), "ticket": {"lookup": bytes(32), "proof": bytes(32)}}, "bad-length"),
        ({"salt": bytes(16), "ticket": {"lookup": bytes(16), "proof": bytes(32), "born": 1}}, "unknown-field"),
        ({"salt": bytes(16), "name": "Dominique"}, "unknown-field"),
    ],
)
def test_a_routing_of_another_shape_is_refused(routing: dict[str, object], code: str) -> None:
    with refused(code):
        parse_routing(cbor.encode(routing))


def test_a_routing_above_its_limit_is_refused() -> None:
    with refused("too-large", "routing"):
        parse_routing(bytes(257))


def test_the_routing_of_a_ticket_holds_what_the_ticket_gives() -> None:
    assert isinstance(ENVELOPE.routing.ticket, TicketReference)
