"""Keys of the numbers of the field: NIR, RPPS, LOINC, GTIN.

The one idea: a mistyped digit is found here, before anything is sent. Lengths and characters are the business of
``fields.json``; these functions only look at keys, and expect well-formed text.

Sources: INSEE and ANS (INS number), ANS (RPPS), Regenstrief (LOINC), GS1 (GTIN). Spec: ``spec/record.md``, *Numbers*.
"""

import re

from stdnum import ean, luhn
from stdnum.fr import nir

INS_ROOT = "1.2.250.1.213.1.4"
OID_NIR = f"{INS_ROOT}.8"
OID_NIA = f"{INS_ROOT}.9"
OID_TEST = f"{INS_ROOT}.10"
OID_DEMO = f"{INS_ROOT}.11"
INS_OIDS = frozenset({OID_NIR, OID_NIA, OID_TEST, OID_DEMO})

_NIR_FORM = re.compile(r"[0-9]{5}(?:[0-9]{2}|2[AB])[0-9]{8}")
_NIR_ANYWHERE = re.compile(r"(?<![0-9])[1-8][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{6}(?:[0-9]{2})?(?![0-9])", re.IGNORECASE)


def nir_error(number: str, oid: str) -> str | None:
    """The code of what is wrong with a number under one of the INS OIDs; None if nothing."""
    if not _NIR_FORM.fullmatch(number):
        return "nir-format"
    if number[0] not in "12":
        # An attributed number may wait under NIA; a NIR never begins otherwise than with the sex.
        return None if oid == OID_NIA and nir.is_valid(number) else "nir-prefix"
    if not (1 <= int(number[3:5]) <= 12 or int(number[3:5]) >= 20):
        return "nir-month"
    return None if nir.is_valid(number) else "nir-key"


def carries_nir(text: str) -> bool:
    """Whether a text (an e-mail address) holds something shaped like a NIR, with or without its key."""
    return bool(_NIR_ANYWHERE.search(text))


def rpps_is_valid(number: str) -> bool:
    """Whether the Luhn key of an RPPS is right."""
    return luhn.is_valid(number)


def loinc_is_valid(code: str) -> bool:
    """Whether the check digit after the hyphen is right (Luhn over all digits)."""
    return luhn.is_valid(code.replace("-", ""))


def gtin_is_valid(gtin: str) -> bool:
    """Whether the check digit of a 14-digit GTIN is right."""
    return ean.is_valid(gtin)
