"""Base64 and decimal numbers, each accepted in one form only (spec/ledger.md §2).

The one idea: what has one meaning has one spelling, so that two readers never differ on whether two files are the same.
"""

import base64
import re

#: Sizes and indexes stay below 2^53, which a browser's numbers hold exactly.
NUMBER_LIMIT = 1 << 53

_DECIMAL = re.compile("0|[1-9][0-9]{0,15}")


def encode_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """The bytes of `text`; ValueError unless encoding them again gives exactly `text`."""
    data = base64.b64decode(text, validate=True)
    if encode_base64(data) != text:  # the decoder lets stray bits through in the last character
        raise ValueError("base64 that is not in its canonical form")
    return data


def decode_decimal(text: str) -> int:
    """An ASCII decimal below 2^53 without sign or leading zero; ValueError otherwise."""
    if _DECIMAL.fullmatch(text) is None or int(text) >= NUMBER_LIMIT:
        raise ValueError("not a canonical decimal number below 2^53")
    return int(text)
