"""One question and its answer: sentences for a person, the rest for a program."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from .refusal import Refused

Found = dict[str, Any]
"""What one question found: `said`, sentences for a person, and the rest for a program."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to check, and what it is asked about."""

    check: Callable[[], Found]
    about: Found = field(default_factory=dict)

    def answer(self, language: str) -> Found:
        try:
            return {**self.about, "valid": True, **self.check()}
        except Refused as refused:
            said = [refused.sentence(language)]
            return {**self.about, "valid": False, "code": refused.code, "place": refused.place, "said": said}


def refusing(refused: Refused, **about: object) -> Question:
    """The question of which the answer is known to be this."""

    def check() -> Found:
        raise refused

    return Question(check, about)


def moment(seconds: int) -> str:
    """A time in seconds since 1970 as people write it; one that no calendar has, as it stands."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):  # after the year 9999; what signs may claim any
        return str(seconds)
