"""Ninety days of it, in a file beside the page: minutes of each part in each level, a day.

The one idea: what happened while the database was away is part of it, so it is not kept in the database.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from sceau.relay.public_status.judging import Judged, Level, Part

DAYS: Final = 90
NAME: Final = "history.json"
_DOWN: Final = 5
_SLOW: Final = 15
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class History:
    """By day in ISO, part and level: how many minutes were looked at."""

    days: dict[str, dict[str, Counts]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "History":
        """What was kept; nothing when there is no such file, or it is spoilt."""
        try:
            return cls(_checked(json.loads((folder / NAME).read_text(encoding="utf-8"))["days"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def with_minute(self, judged: Judged) -> "History":
        """One more look; days past ninety are forgotten."""
        today = judged.at.date()
        oldest = (today - timedelta(days=DAYS - 1)).isoformat()
        days = {day: parts for day, parts in self.days.items() if day >= oldest}
        parts = days.get(today.isoformat(), {})
        days[today.isoformat()] = {part.value: _added(parts.get(part.value, {}), judged.parts[part]) for part in Part}
        return History(days)

    def write(self, folder: Path) -> None:
        """Keep it, whole or not at all."""
        replace(folder / NAME, json.dumps({"days": self.days}, sort_keys=True).encode())

    def cells(self, part: Part, today: date) -> list[tuple[str, str]]:
        """(day in ISO, `up`, `slow`, `down` or `none`) of ninety days, oldest first."""
        days = [(today - timedelta(days=back)).isoformat() for back in range(DAYS - 1, -1, -1)]
        return [(day, _shown(self.days.get(day, {}).get(part.value, {}))) for day in days]

    def share(self, part: Part) -> float | None:
        """How much of the time looked at it worked, slow or not; None before any look."""
        counts = [parts.get(part.value, {}) for parts in self.days.values()]
        total = sum(sum(one.values()) for one in counts)
        down = sum(one.get(Level.DOWN, 0) for one in counts)
        return (total - down) / total if total else None


def replace(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads it sees the old one or the new one, whole."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(content)
    beside.chmod(0o644)
    beside.replace(path)


def _added(counts: Counts, level: Level) -> Counts:
    return {**counts, level.value: counts.get(level.value, 0) + 1}


def _shown(counts: Mapping[str, int]) -> str:
    """A day is down from five minutes on, slow from fifteen; a shorter failure is slow."""
    if not counts:
        return "none"
    down, slow = counts.get(Level.DOWN, 0), counts.get(Level.SLOW, 0)
    return "down" if down >= _DOWN else "slow" if down or slow >= _SLOW else "up"


def _checked(days: Any) -> dict[str, dict[str, Counts]]:  # noqa: ANN401 (whatever the file has)
    return {
        date.fromisoformat(day).isoformat(): {
            Part(part).value: {Level(level).value: int(count) for level, count in counts.items()}
            for part, counts in parts.items()
        }
        for day, parts in days.items()
    }
