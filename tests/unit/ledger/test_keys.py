"""Verifier keys: the public specification's, read and written back; weak and malformed ones refused."""

import pytest

from sceau.ledger.canonical import encode_base64
from sceau.ledger.errors import BadVerifierKeyError
from sceau.ledger.keys import Signer, Verifier, parse_verifier

# The published example of Go's golang.org/x/mod/sumdb/note, and two keys of its tests and of transparency-dev/formats.
PUBLISHED = [
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6",
]
WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"  # type 04, of the same tests
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P  # of the curve −x² + y² = 1 + d·x²·y²


def of_order_eight(y: int) -> bool:
    """Doubled, such a point has y = 0: that is d·y⁴ + 2·y² − 1 = 0 on the curve."""
    return (D * y**4 + 2 * y**2 - 1) % P == 0


ORDER_EIGHT = [
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
]
WEAK = [*ORDER_EIGHT, *((y).to_bytes(32, "little") for y in (0, 1, P - 1, P, P + 1, 2**255 - 1))]


@pytest.mark.parametrize("text", PUBLISHED)
def test_a_published_key_is_read_and_written_back(text: str) -> None:
    assert str(parse_verifier(text)) == text


def test_the_refused_keys_of_order_eight_are_of_order_eight() -> None:
    assert all(of_order_eight(int.from_bytes(key, "little")) for key in ORDER_EIGHT)


@pytest.mark.parametrize("sign", [0, 0x80])
@pytest.mark.parametrize("key", WEAK)
def test_a_key_under_which_signatures_prove_nothing_is_refused(key: bytes, sign: int) -> None:
    with pytest.raises(BadVerifierKeyError):
        Verifier("ledger.example", key[:31] + bytes([key[31] | sign]))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(BadVerifierKeyError):
        Verifier("ledger.example", b"\x07" * length)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b", "a\u2028b", "a\u0085b", "a\x00b", "a\ud800b"])
def test_a_name_that_a_note_cannot_carry_is_refused(name: str) -> None:
    with pytest.raises(BadVerifierKeyError):
        Signer(name, bytes(32))


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(BadVerifierKeyError):
        Signer("ledger.example", bytes(31))


@pytest.mark.parametrize("position", range(len(PUBLISHED[0])))
def test_a_key_with_any_character_changed_is_refused(position: int) -> None:
    text = PUBLISHED[0]
    changed = text[:position] + chr(ord(text[position]) ^ 1) + text[position + 1 :]
    with pytest.raises(BadVerifierKeyError):
        parse_verifier(changed)


@pytest.mark.parametrize("length", range(len(PUBLISHED[0])))
def test_a_key_cut_short_is_refused(length: int) -> None:
    with pytest.raises(BadVerifierKeyError):
        parse_verifier(PUBLISHED[0][:length])


def test_a_key_id_in_capitals_is_refused() -> None:
    name, key_id, encoded = PUBLISHED[0].split("+", 2)
    with pytest.raises(BadVerifierKeyError):
        parse_verifier(f"{name}+{key_id.upper()}+{encoded}")


def test_a_key_of_another_type_is_refused() -> None:
    with pytest.raises(BadVerifierKeyError, match="type"):
        parse_verifier(WITNESS)


def test_a_seed_is_never_shown() -> None:
    seed = b"made-up seed of thirty-two bytes"
    shown = repr(Signer("ledger.example", seed))
    assert not any(form in shown for form in ("made-up", seed.hex(), encode_base64(seed)))
