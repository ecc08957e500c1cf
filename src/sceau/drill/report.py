"""What the drill found, as it travels between its processes and to whoever asked.

The one idea: the verdict is computed from what is printed, so nobody has to take the drill's word for it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

MOST_TRACES: Final = 20
"""Traces given for one search; `keep` has them all."""


class Group(StrEnum):
    """`component` counts in the sum, `shown` and `pair` are printed as what they are."""

    COMPONENT = "component"
    SHOWN = "shown"
    PAIR = "pair"


@dataclass(frozen=True, slots=True)
class Measured:
    """One search: people readable, bytes looked at (opened streams included), keys and hashes tried, and where."""

    name: str
    readable: int
    searched_bytes: int
    values_tried: int
    traces: tuple[str, ...]

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "Measured":
        return cls(**{**fields, "traces": tuple(fields["traces"])})

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "traces": self.traces[:MOST_TRACES]}


@dataclass(frozen=True, slots=True)
class NotRun:
    """A component that could not be searched here, and what that lacked: it has neither passed nor failed."""

    name: str
    missing: str


@dataclass(frozen=True, slots=True)
class Report:
    """`control`: the components where nothing is sealed; `control_readable`: canaries read in any of them."""

    components: tuple[Measured, ...]
    shown: tuple[Measured, ...]
    pairs: tuple[Measured, ...]
    control: tuple[Measured, ...]
    control_readable: int
    canaries: int
    seconds: float
    not_run: tuple[NotRun, ...] = ()

    @property
    def sum(self) -> int:
        return sum(one.readable for one in self.components)

    @property
    def holds(self) -> bool:
        """Nobody is readable in what was searched, and the search is not blind. `not_run` may be left."""
        return self.sum == 0 and self.control_readable == self.canaries and len(self.components) > 0

    def as_json(self) -> dict[str, object]:
        return {
            "components": [one.as_json() for one in self.components],
            "not_run": [asdict(one) for one in self.not_run],
            "sum": self.sum,
            "control": {
                "readable": self.control_readable,
                "canaries": self.canaries,
                "components": [{"name": one.name, "readable": one.readable} for one in self.control],
            },
            "shown": [one.as_json() for one in self.shown],
            "pairs": [one.as_json() for one in self.pairs],
            "seconds": round(self.seconds, 1),
        }
