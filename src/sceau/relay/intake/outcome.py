"""What an envelope is answered: accepted, now or before, or refused with a code."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass

from sceau.envelope.header import Header
from sceau.web.problems import problem


@dataclass(frozen=True, slots=True)
class Accepted:
    """It is durable. `adopt` is the header stored first, when the sender has sealed again and must adopt it."""

    header: Header
    status: int = 201
    adopt: bytes | None = None

    @property
    def word(self) -> str:
        """For counting."""
        return "accepted" if self.status == 201 else "repeated"

    def members(self) -> dict[str, object]:
        answer: dict[str, object] = {
            "id": self.header.id.hex(),
            "status": self.status,
            "day": self.header.day,
            "state": "accepted",
        }
        return (
            answer if self.adopt is None else {**answer, "header": urlsafe_b64encode(self.adopt).decode().rstrip("=")}
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not taken: a code of `spec/errors.json`. `header` is None when it could not be read."""

    code: str
    path: str = ""
    header: Header | None = None

    @property
    def word(self) -> str:
        return self.code

    @property
    def status(self) -> int:
        return int(problem(self.code)["status"])

    def members(self) -> dict[str, object]:
        said = problem(self.code, self.path)
        return said if self.header is None else {"id": self.header.id.hex(), **said}


Outcome = Accepted | Refused
