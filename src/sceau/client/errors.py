"""What can go wrong between a pharmacy's software and its relay.

    ClientError                 code, place; `said(language)` tells what happened and what to do
    ├── RelayUnreachable        no answer: nothing is lost, what is spooled will go
    └── RelayRefused            the relay answered with a problem of its own (spec/errors.json)

`str(error)` is the code and nothing else: a place may be the name of a file, which may be the name of a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sceau.errors import Language, Where, catalogue


@dataclass(frozen=True, slots=True)
class Explanation:
    """A problem in one language: what happened, and what to do."""

    what: str
    remedy: str


class ClientError(Exception):
    """A code of spec/errors.json, and where it happened (a file, an address, a record), for the screen only."""

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
    """What a code of spec/errors.json means; a code it does not know is shown as it is."""
    spoken: Language = "fr" if language == "fr" else "en"
    said = catalogue().get(code) or catalogue()["unknown-answer"]
    return Explanation(said.what(spoken).replace("{code}", code), said.remedy(spoken))


def not_delivered(code: str, language: str) -> Explanation:
    """Why an envelope that the relay has is not registered yet.

    What the register answers to the relay's own requests is the relay's affair, and is told as that.
    """
    said = catalogue().get(code)
    return explanation("register-refuses" if said is None or said.where is Where.HTTP else code, language)
