"""The one catalogue of codes: what happened and what to do about it, in French and English (`spec/errors.json`).

The one idea: code raises a code, whoever shows it to a person looks it up here. No sentence is made from what was
received: the rules of a record are filled with labels, limits and examples, all others stand as they are.
Spec: `spec/envelope.md` §8, `spec/record.md` *Errors*.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

Language = Literal["fr", "en"]

_PACKAGED = "record/errors.json"
_SOURCE = Path(__file__).parents[2] / "spec" / "errors.json"


class Where(StrEnum):
    """What a code is about, or who gives it."""

    SECTIONS = "sections"
    FORMS = "forms"
    ENVELOPE = "envelope"
    TICKET = "ticket"
    KEYS = "keys"
    LEDGER = "ledger"
    HTTP = "http"
    DELIVERY = "delivery"
    CLIENT = "client"


@dataclass(frozen=True, slots=True)
class Said:
    """One code. `severity` is `error` or `warning`; `status` that of the HTTP answer, None where no service answers it.

    `fr` and `en` say what happened, `do_fr` and `do_en` what to do and who does it. Those of a record (`sections`,
    `forms`) say what to write instead in the one sentence, beside the field, and have nothing more to do.
    """

    severity: str
    where: Where
    fr: str
    en: str
    do_fr: str = ""
    do_en: str = ""
    status: int | None = None

    @property
    def is_of_a_record(self) -> bool:
        return self.where in {Where.SECTIONS, Where.FORMS}

    def what(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en

    def remedy(self, language: Language) -> str:
        return self.do_fr if language == "fr" else self.do_en


@cache
def catalogue() -> Mapping[str, Said]:
    """Every code, in the order of the file."""
    # The wheel carries a copy in the package; a source tree has the one original in spec/.
    packaged = files("sceau") / _PACKAGED
    text = packaged.read_text("utf-8") if packaged.is_file() else _SOURCE.read_text("utf-8")
    return {code: _said(fields) for code, fields in json.loads(text).items()}


def _said(fields: dict[str, Any]) -> Said:
    return Said(**{**fields, "where": Where(fields["where"])})
