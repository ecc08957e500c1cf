import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.ledger.canonical import decode_base64, decode_decimal, encode_base64


@given(data=st.binary(max_size=100))
def test_base64_is_decoded_to_what_was_encoded(data: bytes) -> None:
    assert decode_base64(encode_base64(data)) == data


@pytest.mark.parametrize("text", ["A", "AA", "AA=", "AB==", "AAB=", "AA==\n", " AA==", "AA==AA==", "A-_A", "é", "===="])
def test_another_spelling_of_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"base64|padding|ASCII"):
        decode_base64(text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("9007199254740991", 2**53 - 1)])
def test_a_plain_decimal_is_read(text: str, number: int) -> None:
    assert decode_decimal(text) == number


@pytest.mark.parametrize(
    "text", ["", "00", "01", "+1", "-1", " 1", "1\n", "1_0", "1.0", "٣", "9007199254740992", "9" * 5000]
)
def test_another_spelling_of_a_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="decimal"):
        decode_decimal(text)
