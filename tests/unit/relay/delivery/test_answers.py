"""What counts as the register's word, and what does not."""

from collections.abc import Callable
from dataclasses import replace
from os import urandom
from typing import Any

import pytest
from tests.unit.relay.delivery.fake_register import FakeRegister, a_header

from sceau.envelope import cbor, signature
from sceau.envelope.acknowledgement import Status
from sceau.envelope.errors import EnvelopeError
from sceau.relay.delivery.answers import Acknowledged, Deferred, Sent, read_answers


@pytest.fixture
def register() -> FakeRegister:
    return FakeRegister()


def sent(headers: list[bytes]) -> list[Sent]:
    return [Sent((20_000, bytes(16), bytes([n] * 16)), header) for n, header in enumerate(headers)]


def test_every_envelope_gets_its_own_acknowledgement_in_order(register: FakeRegister) -> None:
    headers = [a_header() for _ in range(5)]
    answers = read_answers(register.answer(headers), sent(headers), register.keys)
    assert [answer.index for answer in answers if isinstance(answer, Acknowledged)] == [0, 1, 2, 3, 4]
    assert [answer.key for answer in answers] == [one.key for one in sent(headers)]


def test_a_rejection_is_acknowledged_like_a_result(register: FakeRegister) -> None:
    headers = [a_header()]
    [answer] = read_answers(register.answer(headers, status=Status.REJECTED), sent(headers), register.keys)
    assert isinstance(answer, Acknowledged)
    assert answer.status == "rejected"


@pytest.mark.parametrize(
    "other",
    [
        {"id": bytes(16)},
        {"hash": bytes(32)},
        {"pharmacy": b"p" * 16},
        {"domain": "other.example"},
        {"answer": bytes(32)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_an_acknowledgement_of_something_else_is_no_delivery(register: FakeRegister, other: dict[str, Any]) -> None:
    headers = [a_header()]
    [answer] = read_answers(register.answer(headers, **other), sent(headers), register.keys)
    assert answer == Deferred(sent(headers)[0].key, "bad-answer")


def test_answers_in_another_order_are_no_delivery(register: FakeRegister) -> None:
    headers = [a_header(), a_header()]
    first, *others = register.answer(headers)
    answers = read_answers([first, *reversed(others)], sent(headers), register.keys)
    assert [type(answer) for answer in answers] == [Deferred, Deferred]


@pytest.mark.parametrize(
    "bend",
    [
        lambda fields: fields.update(signature=bytes(64)),
        lambda fields: fields.update(index=fields["index"] + 1),
        lambda fields: fields.update(path=[*fields["path"], bytes(32)]),
        lambda fields: fields.update(checkpoint=1),
        lambda fields: fields.update(surprise=1),
        lambda fields: fields.pop("answer"),
    ],
    ids=["signature", "index", "path", "checkpoint", "unknown-field", "missing-field"],
)
def test_what_does_not_verify_is_no_delivery(register: FakeRegister, bend: Callable[[dict[str, Any]], None]) -> None:
    headers = [a_header()]
    [answer] = read_answers(register.answer(headers, bend), sent(headers), register.keys)
    assert answer == Deferred(sent(headers)[0].key, "bad-answer")


def test_one_bad_answer_does_not_hurt_its_neighbours(register: FakeRegister) -> None:
    headers = [a_header() for _ in range(3)]
    items = register.answer(headers)
    items[2] = cbor.encode({"nonsense": True})
    answers = read_answers(items, sent(headers), register.keys)
    assert [type(answer) for answer in answers] == [Acknowledged, Deferred, Acknowledged]


def test_a_deferral_says_why(register: FakeRegister) -> None:
    headers = [a_header()]
    items = [register.answer(headers)[0], cbor.encode({"deferred": "unknown-device"})]
    assert read_answers(items, sent(headers), register.keys) == [Deferred(sent(headers)[0].key, "unknown-device")]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_wrong_number_of_answers_is_refused_whole(register: FakeRegister, count: int) -> None:
    headers = [a_header()]
    items = (register.answer(headers) * 2)[:count]
    with pytest.raises(EnvelopeError, match=r"^bad-answer at answers$"):
        read_answers(items, sent(headers), register.keys)


@pytest.mark.parametrize(
    ("first", "refusal"),
    [
        (b"", "not-canonical at answers"),
        (cbor.encode({}), "missing-field at answers.checkpoints"),
        (cbor.encode({"checkpoints": ["x" * 4097]}), "bad-length at checkpoints"),
        (cbor.encode({"checkpoints": ["no note"]}), "bad-answer at checkpoints"),
    ],
    ids=["no-message", "no-checkpoints", "too-long", "no-note"],
)
def test_answers_without_checkpoints_are_refused_whole(register: FakeRegister, first: bytes, refusal: str) -> None:
    headers = [a_header()]
    with pytest.raises(EnvelopeError, match=f"^{refusal}$"):
        read_answers([first, *register.answer(headers)[1:]], sent(headers), register.keys)


def test_a_checkpoint_signed_by_somebody_else_is_refused_whole(register: FakeRegister) -> None:
    headers = [a_header()]
    stranger = FakeRegister(register.seed)
    with pytest.raises(EnvelopeError, match="bad-answer"):
        read_answers(stranger.answer(headers), sent(headers), register.keys)


@pytest.mark.parametrize("place", range(3))
def test_while_keys_are_replaced_each_of_them_signs(register: FakeRegister, place: int) -> None:
    headers = [a_header()]
    acks = [signature.public_key(urandom(32)) for _ in range(2)]
    acks.insert(place, *register.keys.acks)
    answers = read_answers(register.answer(headers), sent(headers), replace(register.keys, acks=acks))
    assert [type(answer) for answer in answers] == [Acknowledged]
