"""What the second pass looks at: the values that passed the first one, the clock, and what is kept from this reader.

The one idea: a rule reads facts and yields problems; it never fails because a field is missing or wrong.

Spec: ``spec/record.md``, *Rules*.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sceau.record.dates import earliest_day


@dataclass(frozen=True, slots=True)
class Facts:
    """``clean`` holds only values that passed; ``given`` what was written; ``withheld`` names sections kept from us."""

    clean: Mapping[str, dict[str, Any]]
    given: Mapping[str, Any]
    now: datetime
    withheld: frozenset[str]

    def section(self, name: str) -> dict[str, Any]:
        return self.clean.get(name, {})

    @property
    def sampled(self) -> datetime | None:
        text = self.section("result").get("sampling_time")
        return datetime.fromisoformat(text) if text else None

    @property
    def born(self) -> date | None:
        text = self.section("identity").get("birth_date")
        return earliest_day(text) if text else None

    @property
    def device(self) -> dict[str, Any]:
        device: dict[str, Any] = self.section("result").get("device", {})
        return device

    def addresses(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every address of the record, with its path."""
        for path, value in nodes(dict(self.clean)):
            if path.endswith(".address") and isinstance(value, dict):
                yield path, value


def nodes(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every map, list and leaf inside ``value``, each with its path."""
    yield path, value
    if isinstance(value, Mapping):
        for name, inside in value.items():
            yield from nodes(inside, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for index, inside in enumerate(value):
            yield from nodes(inside, f"{path}[{index}]")
