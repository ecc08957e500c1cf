"""Signed notes: Go's published example both ways; every other form refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.ledger.canonical import decode_base64
from sceau.ledger.errors import BadNoteError, BadNoteSignatureError, LedgerError, UnknownSignerError
from sceau.ledger.keys import Signer, Verifier, parse_verifier
from sceau.ledger.note import NOTE_LIMIT, open_note, parse_note, sign_note

# The published example of Go's golang.org/x/mod/sumdb/note, with its published private key.
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED = (
    TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()
VERIFIER = parse_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
SIGNER = Signer("PeterNeumann", decode_base64("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:])
STRANGER = Signer("stranger.example", bytes(32))


def line_of(signer: Signer, text: str = TEXT) -> bytes:
    return sign_note(text, signer).removeprefix(text.encode() + b"\n")


def test_the_published_note_is_made_byte_for_byte() -> None:
    assert sign_note(TEXT, SIGNER) == PUBLISHED


def test_the_published_note_is_opened() -> None:
    assert open_note(PUBLISHED, [VERIFIER]).text == TEXT


def test_signatures_by_unknown_keys_are_ignored() -> None:
    note = open_note(PUBLISHED + line_of(STRANGER), [VERIFIER])
    assert note.signers == (VERIFIER,)


def test_an_unknown_keys_signature_may_have_any_length() -> None:
    assert open_note(PUBLISHED + "— witness.example AAAAAAA=\n".encode(), [VERIFIER]).signers == (VERIFIER,)


def test_every_known_signer_is_reported_once() -> None:
    note = open_note(PUBLISHED + line_of(STRANGER) + line_of(SIGNER), [STRANGER.verifier, VERIFIER])
    assert note.signers == (VERIFIER, STRANGER.verifier)


def test_sixteen_signatures_are_accepted() -> None:
    witnesses = [Signer(f"witness.example/{number}", bytes(31) + bytes([number])) for number in range(16)]
    note = PUBLISHED + b"".join(line_of(one) for one in witnesses)
    assert len(open_note(note, [one.verifier for one in witnesses]).signers) == 16


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    with pytest.raises(UnknownSignerError):
        open_note(PUBLISHED, [STRANGER.verifier])


def test_a_key_of_the_same_name_is_another_key() -> None:
    with pytest.raises(UnknownSignerError):
        open_note(PUBLISHED, [Signer("PeterNeumann", bytes(32)).verifier])


def test_no_keys_at_all_accept_nothing() -> None:
    with pytest.raises(UnknownSignerError):
        open_note(PUBLISHED, [])


def test_the_same_key_given_twice_is_one_key() -> None:
    assert open_note(PUBLISHED, [VERIFIER, parse_verifier(str(VERIFIER))]).signers == (VERIFIER,)


def test_a_wrong_signature_by_a_known_key_is_fatal_even_beside_a_right_one() -> None:
    forged = line_of(STRANGER, "another text\n")
    with pytest.raises(BadNoteSignatureError):
        open_note(PUBLISHED + forged, [VERIFIER, STRANGER.verifier])


def test_two_keys_of_one_name_and_id_are_both_distrusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Verifier, "key_id", VERIFIER.key_id)
    with pytest.raises(UnknownSignerError, match="same name and id"):
        open_note(PUBLISHED, [VERIFIER, Signer("PeterNeumann", bytes(32)).verifier])


@given(position=st.integers(min_value=0, max_value=len(PUBLISHED) * 8 - 1))
def test_any_flipped_bit_is_refused(position: int) -> None:
    note = bytearray(PUBLISHED)
    note[position // 8] ^= 1 << position % 8
    with pytest.raises(LedgerError):
        open_note(bytes(note), [VERIFIER])


@given(length=st.integers(min_value=0, max_value=len(PUBLISHED) - 1))
def test_a_note_cut_short_is_refused(length: int) -> None:
    with pytest.raises(BadNoteError):
        parse_note(PUBLISHED[:length])


@given(data=st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_not_crashed_on(data: bytes) -> None:
    with pytest.raises(BadNoteError):
        parse_note(data)


@pytest.mark.parametrize(
    "note",
    [
        "text\n— a AAAAAAA=\n",  # no empty line
        "text\n\n",  # no signature
        "text\n\n— a AAAAAAA=",  # no last newline
        "text\n\n— a AAAAAAA=\n\n",  # an empty line after
        "text\r\n\r\n— a AAAAAAA=\r\n",
        "te\txt\n\n— a AAAAAAA=\n",
        "text\n\n- a AAAAAAA=\n",  # a hyphen
        "text\n\n—  a AAAAAAA=\n",  # two spaces
        "text\n\n— a AAAAAAA= \n",
        "text\n\n— a\n",
        "text\n\n— AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a\u00a0b AAAAAAA=\n",
        "text\n\n— a AAAAAAB=\n",  # stray bits
        "text\n\n— a AAAAAAA\n",  # no padding
        "text\n\n— a AAAAAA==\n",  # an id and no signature
        "text\n\n— a AAAAAAA=\nmore\n",
    ],
)
def test_another_form_of_a_note_is_refused(note: str) -> None:
    with pytest.raises(BadNoteError):
        parse_note(note.encode())


def test_a_text_that_is_not_utf_8_is_refused_where_it_breaks() -> None:
    with pytest.raises(BadNoteError, match="byte 2"):
        parse_note(b"te\xff" + PUBLISHED)


def test_a_note_larger_than_the_limit_is_refused() -> None:
    with pytest.raises(BadNoteError, match="at most"):
        parse_note(b"x" * NOTE_LIMIT + PUBLISHED)


def test_a_text_may_have_empty_lines() -> None:
    text = "\nfirst\n\n\nsecond\n\n"
    assert parse_note(sign_note(text, SIGNER)).text == text


@pytest.mark.parametrize("text", ["", "no newline", "a\rb\n", "a\x00b\n", "a\ud800b\n"])
def test_a_text_that_a_note_cannot_carry_is_not_signed(text: str) -> None:
    with pytest.raises(BadNoteError):
        sign_note(text, SIGNER)
