"""What a measure returns: figures, each beside its limit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

RELAY_TABLES: Final = (
    "envelope", "correction", "outbox", "checkpoint", "acknowledgement", "ticket", "reissue", "leaf_queue", "journal"
)  # fmt: skip
"""What an accept or a delivery writes, besides the relay's own ledger, which is not taken back."""
REGISTER_TABLES: Final = (
    "registered", "correction", "conflict", "batch", "acknowledgement", "record", "deduplication", "statistics_event",
    "statistics_counter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table. `values` go into results.json under their keys; `aim` says what was hoped for, `met` it."""

    name: str
    value: str
    limit: str
    aim: str
    met: bool | None
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second; `name` is for the table, `key` for results.json."""

    name: str
    key: str
    per_second: float


def against(rate: Rate, limit: Rate, *, aim: float) -> Figure:
    """A rate beside that of its limit; `aim` is their ratio."""
    ratio = rate.per_second / limit.per_second
    return Figure(
        name=rate.name,
        value=f"{rate.per_second:,.0f}/s",
        limit=f"{limit.per_second:,.0f}/s {limit.name}: {ratio:.0%}",
        aim=f"≥ {aim:.0%}",
        met=ratio >= aim,
        values={
            f"{rate.key}_per_second": rate.per_second,
            f"{limit.key}_per_second": limit.per_second,
            f"{rate.key}_to_{limit.key}": ratio,
        },
    )
