"""Which characters a text may hold, and how an entry form puts them in order.

The one idea: what two people see as the same name is the same bytes. A record refuses what cannot be seen, what turns
the reading direction, and accents in two pieces; entry forms (CSV, BIO-TROD, NDJSON) mend the last of these on the
way in.

Spec: ``spec/record.md``, *Text*.
"""

import unicodedata
from bisect import bisect_right

from sceau.record.fields import shapes


def text_error(text: str, *, lines: bool = False) -> str | None:
    """The code of the first thing wrong with the characters of ``text``, or None; ``lines`` allows line feeds."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        return "text-surrogate"
    if any(_is_control(character) and not (lines and character == "\n") for character in text):
        return "text-control"
    if any(_is_invisible(character) for character in text):
        return "text-invisible"
    if not text.strip():
        return "text-empty"
    if text != text.strip():
        return "text-spaces"
    return None if unicodedata.is_normalized("NFC", text) else "text-not-nfc"


def normalised(text: str) -> str:
    """The text as an entry form keeps it: NFC, no-break spaces made plain, no space around, one kind of line end."""
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\u00a0", " ").replace("\u202f", " ").strip()


def mixes_scripts(name: str) -> bool:
    """Whether Latin letters stand beside Greek or Cyrillic ones, as in a look-alike name."""
    latin = any(unicodedata.name(letter, "").startswith("LATIN") for letter in name)
    return latin and any("\u0370" <= letter <= "\u03ff" or "\u0400" <= letter <= "\u052f" for letter in name)


def folded(text: str) -> str:
    """The text without case, accents or punctuation, for comparing: ``Éléonore-Anne`` gives ``ELEONORE ANNE``."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae")).upper()
    kept = "".join(one if one.isalnum() else " " for one in letters if not unicodedata.combining(one))
    return " ".join(kept.split())


def _is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character <= "\x9f" or character in "\u2028\u2029"


def _is_invisible(character: str) -> bool:
    ranges = shapes().invisible
    index = bisect_right(ranges, (ord(character), 0x110000)) - 1
    return index >= 0 and ranges[index][0] <= ord(character) <= ranges[index][1]
