"""What the second pass looks at: the values that passed the first one, the clock, and what is kept from this reader.

The one idea: a rule reads facts and yields problems; it never fails because a field is missing or wrong.

Spec: ``spec/record.md``, *Rules*.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from sceau.record.dates import earliest_day
from sceau.record.shape import Form

_EASTERNMOST = timedelta(hours=14)  # the largest offset from UTC


@dataclass(frozen=True, slots=True)
class Facts:
    """``clean`` holds only values that passed; ``given`` what was written; ``withheld`` names sections kept from us.

    ``maps`` is every map of ``clean`` with its path; ``sampled`` and ``born`` are None when nothing says.
    """

    clean: Mapping[str, dict[str, Any]]
    maps: Sequence[tuple[str, dict[str, Any]]]
    given: Mapping[str, Any]
    now: datetime
    withheld: frozenset[str]
    sampled: datetime | None
    born: date | None

    @classmethod
    def of(cls, form: Form, *, given: Mapping[str, Any], now: datetime, withheld: frozenset[str]) -> Self:
        sampled = form.clean.get("result", {}).get("sampling_time")
        born = form.clean.get("identity", {}).get("birth_date")
        return cls(
            clean=form.clean,
            maps=form.maps,
            given=given,
            now=now,
            withheld=withheld,
            sampled=datetime.fromisoformat(sampled) if sampled else None,
            born=earliest_day(born) if born else None,
        )

    def section(self, name: str) -> dict[str, Any]:
        return self.clean.get(name, {})

    @property
    def today(self) -> date:
        """The latest date anywhere: who is born today overseas is not born tomorrow here."""
        return (self.now.astimezone(UTC) + _EASTERNMOST).date()

    @property
    def device(self) -> dict[str, Any]:
        device: dict[str, Any] = self.section("result").get("device", {})
        return device

    def named(self, name: str) -> Iterator[tuple[str, Any]]:
        """Every value of a field of this name, wherever it stands, with its path."""
        return ((f"{path}.{name}", one[name]) for path, one in self.maps if name in one)


def everything_in(value: object, path: str = "") -> list[tuple[str, object]]:
    """Every map, list and leaf inside ``value``, each with its path."""
    found: list[tuple[str, object]] = []
    _collect(value, path, found)
    return found


def _collect(value: object, path: str, found: list[tuple[str, object]]) -> None:
    found.append((path, value))
    if isinstance(value, dict):
        for name, inside in value.items():
            _collect(inside, f"{path}.{name}" if path else name, found)
    elif isinstance(value, list):
        for index, inside in enumerate(value):
            _collect(inside, f"{path}[{index}]", found)
