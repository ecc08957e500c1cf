"""Why something does not verify: a code, the place, and a sentence in French or English (`words.json`)."""

import json
from importlib import resources
from typing import Any, Final


class Refused(Exception):
    """What was shown is not what it claims to be. `code` names the refusal, `place` says where it was found."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(f"{code} {place}".rstrip())
        self.code = code
        self.place = place

    def sentence(self, language: str) -> str:
        """What is wrong and what it means, in "fr" or "en"."""
        return sentence(f"refused.{self.code}", language)


def sentence(name: str, language: str, /, **values: object) -> str:
    """A sentence of `words.json`, its places filled."""
    return str(_WORDS[name][language]).format(**values)


_WORDS: Final[dict[str, Any]] = json.loads(resources.files(__package__).joinpath("words.json").read_text("utf-8"))
