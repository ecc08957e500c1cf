"""Which characters a text may hold, and how an entry form puts them in order.

The one idea: what two people see as the same name is the same bytes. A record refuses what cannot be seen, what turns
the reading direction, and accents in two pieces; entry forms (CSV, BIO-TROD, NDJSON) mend the last of these on the
way in.

Spec: ``spec/record.md``, *Text*.
"""

import re
import unicodedata
from functools import cache

from sceau.record.fields import shapes

_ASCII_WORD = re.compile(r"[0-9A-Z]+")


def text_error(text: str, *, lines: bool = False) -> str | None:
    """The code of the first thing wrong with the characters of ``text``, or None; ``lines`` allows line feeds."""
    if text.isascii() and text.isprintable() and text and text[0] != " " != text[-1]:
        return None  # nearly every field, and the register reads hundreds of records a second
    for code, wrong in _wrong_characters():
        if wrong.search(text.replace("\n", "") if lines else text):
            return code
    if text != text.strip() or not text:
        return "text-spaces" if text.strip() else "text-empty"
    return None if unicodedata.is_normalized("NFC", text) else "text-not-nfc"


def normalised(text: str) -> str:
    """The text as an entry form keeps it: NFC, no-break spaces made plain, no space around, one kind of line end."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\u00a0", " ").replace("\u202f", " ").strip()


def mixes_scripts(name: str) -> bool:
    """Whether Latin letters stand beside Greek or Cyrillic ones, as in a look-alike name."""
    if name.isascii():
        return False
    latin = any(unicodedata.name(letter, "").startswith("LATIN") for letter in name)
    return latin and any("\u0370" <= letter <= "\u03ff" or "\u0400" <= letter <= "\u052f" for letter in name)


def folded(text: str) -> str:
    """The text without case, accents or punctuation, for comparing: ``Éléonore-Anne`` gives ``ELEONORE ANNE``."""
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.upper()))
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae")).upper()
    kept = "".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join(kept.split())


@cache
def _wrong_characters() -> tuple[tuple[str, re.Pattern[str]], ...]:
    invisible = "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in shapes().invisible)
    return (
        ("text-surrogate", re.compile("[\ud800-\udfff]")),
        ("text-control", re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")),
        ("text-invisible", re.compile(f"[{invisible}]")),
    )
