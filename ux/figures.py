"""What a measure returns: a figure beside its limit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from ux.hands import Hands


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; `within` says whether the limit is kept, None where there is none.

    `values` go into results.json: numbers under flat keys, or a measure's parts.
    """

    name: str
    value: str
    limit: str = ""
    within: bool | None = None
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a task may cost."""

    keys: int
    seconds: float

    def __str__(self) -> str:
        return f"≤ {self.keys} keys, ≤ {self.seconds:g} s"

    def allows(self, hands: Hands) -> bool:
        return hands.keys <= self.keys and hands.seconds <= self.seconds


@dataclass(frozen=True, slots=True)
class Spread:
    """What times took, in their own unit; the 95th percentile is the nearest of them, not one in between."""

    median: float
    high: float
    worst: float

    @classmethod
    def of(cls, times: list[float]) -> Self:
        """ValueError without any."""
        if not times:
            raise ValueError("a spread of nothing")
        in_order = sorted(times)
        middle = (in_order[(len(in_order) - 1) // 2] + in_order[len(in_order) // 2]) / 2
        return cls(middle, in_order[-(-95 * len(in_order) // 100) - 1], in_order[-1])


def of_hands(name: str, key: str, hands: Hands, budget: Budget) -> Figure:
    """`name` is for the table, `key` for results.json."""
    return Figure(
        name=name,
        value=f"{hands.keys} keys, {hands.seconds:.1f} s",
        limit=str(budget),
        within=budget.allows(hands),
        values={
            f"{key}_keys": hands.keys,
            f"{key}_seconds": round(hands.seconds, 2),
            f"{key}_decisions": hands.decisions,
            f"{key}_scans": hands.scans,
            f"{key}_waited_seconds": round(hands.waited, 2),
        },
    )
