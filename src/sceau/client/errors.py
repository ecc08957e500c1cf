"""What can go wrong between a pharmacy's software and its relay.

    ClientError                 code, place; `said(language)` tells what happened and what to do
    ├── RelayUnreachable        no answer: nothing is lost, what is spooled will go
    └── RelayRefused            the relay answered with a problem of its own (spec/errors.json)

`str(error)` is the code and nothing else: a place may be the name of a file, which may be the name of a person.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Explanation:
    """A problem in one language: what happened, and what to do."""

    what: str
    remedy: str


class ClientError(Exception):
    """A code of client/errors.json, and where it happened (a file, an address, a record), for the screen only."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.place = place

    def said(self, language: str) -> Explanation:
        return explanation(self.code, language)


class RelayUnreachable(ClientError):
    pass


class RelayRefused(ClientError):
    """A problem+json answer.

    `status` is its HTTP status, `retry_after` the seconds the relay asks to wait, when it says so.
    """

    def __init__(self, problem: Mapping[str, object], *, status: int, place: str, retry_after: float | None) -> None:
        super().__init__(str(problem.get("code", f"http-{status}")), place)
        self.status = status
        self.retry_after = retry_after
        self._problem = problem

    def said(self, language: str) -> Explanation:
        """The relay's own words; our own when it has none."""
        detail = self._problem.get("detail_fr" if language == "fr" else "detail")
        if not isinstance(detail, str):
            return explanation(self.code, language)
        remedy = self._problem.get("what_to_do_fr" if language == "fr" else "what_to_do", "")
        return Explanation(detail, str(remedy))


def explanation(code: str, language: str) -> Explanation:
    """What a code of client/errors.json means; a code it does not know is shown as it is."""
    said = _catalogue().get(code) or _catalogue()["unknown-answer"]
    what, remedy = said["fr" if language == "fr" else "en"]
    return Explanation(what.replace("{code}", code), remedy)


@cache
def _catalogue() -> dict[str, dict[str, list[str]]]:
    text = resources.files("sceau.client").joinpath("errors.json").read_text(encoding="utf-8")
    catalogue: dict[str, dict[str, list[str]]] = json.loads(text)
    return catalogue
