"""Which language to speak, and every sentence in it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Language = Literal["fr", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """Sentences of texts*.json and help*.json by key, in one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        return _texts()[key][self.language].format(**values)

    def find(self, key: str) -> str | None:
        said = _texts().get(key)
        return None if said is None else said[self.language]

    def number(self, value: float, decimals: int = 0) -> str:
        """1234.5 as a person of that language writes it."""
        english = f"{value:,.{decimals}f}"
        return english.translate(_FRENCH_NUMBERS) if self.language == "fr" else english


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Language, list[str]]:
    """The language of `--lang fr|en`, else of the environment; and the arguments without that option."""
    rest = list(arguments)
    for at, argument in enumerate(rest):
        if argument == "--lang" and at + 1 < len(rest):
            return _language(rest[at + 1]), rest[:at] + rest[at + 2 :]
        if argument.startswith("--lang="):
            return _language(argument.partition("=")[2]), rest[:at] + rest[at + 1 :]
    named = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return _language(next((name for name in named if name), "en")), rest


def _language(name: str) -> Language:
    return "fr" if name.lower().startswith("fr") else "en"


_FILES = (
    "texts.json",
    "texts_drill.json",
    "help.json",
    "help_services.json",
    "help_delivery.json",
    "help_operations.json",
    "help_verify.json",
)
_FRENCH_NUMBERS = str.maketrans({",": "\u202f", ".": ","})


@cache
def _texts() -> dict[str, dict[Language, str]]:
    texts: dict[str, dict[Language, str]] = {}
    for name in _FILES:
        texts |= json.loads(resources.files("sceau.commands").joinpath(name).read_text(encoding="utf-8"))
    return texts
