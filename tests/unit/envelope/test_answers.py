"""The register's answer is read by the one it is for, once written under its own key, and has one size."""

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from tests.unit.envelope.messages import PROBLEMS
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role
from sceau.envelope.open import open_answer
from sceau.envelope.seal import ZERO_NONCE, answer_key, frame, seal_answer

REPLY, ID = b"\x21" * 32, b"a made-up letter"
ANSWER = seal_answer(REPLY, ID, Role.PHARMACY, 0, PROBLEMS)
MOST = 2048 - 32 - 16 - 4


def framed_by_hand(framed: bytes) -> bytes:
    """An answer that holds `framed` under the right key."""
    key = answer_key(REPLY, ANSWER[:32], ID, Role.PHARMACY, 0)
    return ANSWER[:32] + AESGCM(key).encrypt(ZERO_NONCE, framed, None)


def opens(answer: bytes) -> bool:
    try:
        open_answer(REPLY, ID, Role.PHARMACY, 0, answer)
    except EnvelopeError:
        return False
    return True


def test_an_answer_says_what_was_written() -> None:
    assert open_answer(REPLY, ID, Role.PHARMACY, 0, ANSWER) == PROBLEMS


@pytest.mark.parametrize("body", [{}, PROBLEMS, {"problems": ["x" * 1900]}])
def test_an_answer_has_one_size_whatever_it_says(body: object) -> None:
    assert len(seal_answer(REPLY, ID, Role.PATIENT, 3, body)) == 2048


def test_an_answer_as_long_as_its_room_is_written_and_one_byte_more_is_not() -> None:
    body = b"x" * (MOST - 3)
    assert open_answer(REPLY, ID, Role.PHARMACY, 0, seal_answer(REPLY, ID, Role.PHARMACY, 0, body)) == body
    with refused("too-large"):
        seal_answer(REPLY, ID, Role.PHARMACY, 0, body + b"x")


@pytest.mark.parametrize(
    ("reply", "envelope_id", "to", "sequence"),
    [
        (b"\x22" * 32, ID, Role.PHARMACY, 0),
        (REPLY, b"another envelope", Role.PHARMACY, 0),
        (REPLY, ID, Role.PATIENT, 0),
        (REPLY, ID, Role.PHARMACY, 1),
    ],
    ids=["key", "envelope", "reader", "sequence"],
)
def test_an_answer_does_not_open_as_another(reply: bytes, envelope_id: bytes, to: Role, sequence: int) -> None:
    with refused("cannot-open", "answer"):
        open_answer(reply, envelope_id, to, sequence, ANSWER)


def test_no_bit_of_an_answer_can_change() -> None:
    assert [bit for bit in range(8 * 2048) if opens(flipped(ANSWER, bit))] == []


@pytest.mark.parametrize("length", [0, 31, 47, 2047])
def test_an_answer_cut_short_does_not_open(length: int) -> None:
    with refused("cannot-open", "answer"):
        open_answer(REPLY, ID, Role.PHARMACY, 0, ANSWER[:length])


def test_one_answer_written_twice_shares_no_key() -> None:
    again = seal_answer(REPLY, ID, Role.PHARMACY, 0, PROBLEMS)
    assert again[:32] != ANSWER[:32]
    assert again[32:] != ANSWER[32:]


def test_an_answer_written_by_hand_opens_in_these_tests() -> None:
    assert opens(framed_by_hand(frame(cbor.encode(PROBLEMS), MOST + 4)))


@pytest.mark.parametrize("framed", [bytes(MOST + 3) + b"\x01", (MOST + 1).to_bytes(4, "big") + bytes(MOST)])
def test_padding_or_length_that_lies_does_not_open(framed: bytes) -> None:
    with refused("cannot-open", "answer"):
        open_answer(REPLY, ID, Role.PHARMACY, 0, framed_by_hand(framed))


def test_an_answer_that_is_not_canonical_is_refused() -> None:
    with refused("not-canonical", "answer"):
        open_answer(REPLY, ID, Role.PHARMACY, 0, framed_by_hand(frame(b"\x18\x01", MOST + 4)))
