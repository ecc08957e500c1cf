"""A signature is of one KIND and one body by one key, and there are keys under which nothing is believed."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import sha256
from sceau.envelope.signature import check_key, leaf, public_key, sign, verify
from sceau.envelope.statements import ENROLMENT, Kind

KINDS = ["envelope", "announce", "reissue", "ack", "pharmacy", *Kind, ENROLMENT]
SEED, BODY = b"\x09" * 32, b"what is said"
KEY, SIGNED = public_key(SEED), sign("envelope", BODY, SEED)
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
TORSION = (
    0,
    1,
    P - 1,
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
)


def believed(kind: str, body: bytes, key: bytes, signature: bytes) -> bool:
    try:
        verify(kind, body, key, signature)
    except EnvelopeError:
        return False
    return True


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_is_believed_for_its_kind_and_no_other(kind: str) -> None:
    signature = sign(kind, BODY, SEED)
    assert [other for other in KINDS if believed(other, BODY, KEY, signature)] == [kind]


def test_what_is_signed_is_the_kind_a_zero_and_the_body() -> None:
    assert Ed25519PrivateKey.from_private_bytes(SEED).sign(b"sceau/envelope/v1\x00" + BODY) == SIGNED


def test_no_kind_is_the_beginning_of_another_with_its_body() -> None:
    assert not believed("key", b"s" + BODY, KEY, sign("keys", BODY, SEED))


def test_no_bit_of_a_signature_can_change() -> None:
    assert [bit for bit in range(512) if believed("envelope", BODY, KEY, flipped(SIGNED, bit))] == []


def test_no_bit_of_what_is_signed_can_change() -> None:
    assert [bit for bit in range(8 * len(BODY)) if believed("envelope", flipped(BODY, bit), KEY, SIGNED)] == []


def test_no_bit_of_the_key_can_change() -> None:
    assert [bit for bit in range(256) if believed("envelope", BODY, flipped(KEY, bit), SIGNED)] == []


def test_a_signature_has_no_second_form() -> None:
    """Its second half plus the order of the group verifies as well under a careless library."""
    second = int.from_bytes(SIGNED[32:], "little") + ORDER
    with refused("bad-signature"):
        verify("envelope", BODY, KEY, SIGNED[:32] + second.to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 32, 63, 65, 128])
def test_a_signature_of_another_length_is_refused_where_it_stands(length: int) -> None:
    with refused("bad-signature", "here"):
        verify("envelope", BODY, KEY, bytes(length), "here")


@pytest.mark.parametrize("y", TORSION)
@pytest.mark.parametrize("sign_bit", [0, 2**255])
@pytest.mark.parametrize("shift", [0, P])
def test_every_key_of_small_order_is_weak_in_every_form_it_can_be_written(y: int, sign_bit: int, shift: int) -> None:
    if y + shift < 2**255:
        with refused("weak-key", "key"):
            check_key((y + shift + sign_bit).to_bytes(32, "little"))


@pytest.mark.parametrize("y", range(P, 2**255))
@pytest.mark.parametrize("sign_bit", [0, 2**255])
def test_every_key_that_is_not_written_in_the_one_way_is_weak(y: int, sign_bit: int) -> None:
    with refused("weak-key"):
        check_key((y + sign_bit).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_weak(length: int) -> None:
    with refused("weak-key"):
        check_key((b"\x05" * 33)[:length])


def test_a_forgery_that_libraries_accept_under_a_weak_key_is_refused_where_it_stands() -> None:
    """Key and R are the neutral point and S is 0: the equation holds for any message."""
    neutral = (1).to_bytes(32, "little")
    with refused("weak-key", "here"):
        verify("envelope", BODY, neutral, neutral + bytes(32), "here")


def test_a_key_that_is_no_point_verifies_nothing() -> None:
    with refused("bad-signature"):
        verify("envelope", BODY, (2).to_bytes(32, "little"), SIGNED)


@pytest.mark.parametrize("seed", range(20))
def test_a_key_that_somebody_made_is_not_weak(seed: int) -> None:
    check_key(public_key(bytes([seed]) * 32))


def test_a_leaf_says_the_kind_and_a_hash_of_the_rest() -> None:
    assert leaf("ack", BODY) == b"sceau/leaf/ack/v1\x00" + sha256(BODY)
