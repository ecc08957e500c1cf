"""What a measure returns: figures, each beside its limit."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.timing import Rounds

RELAY_TABLES: Final = (
    "envelope", "correction", "outbox", "notice", "checkpoint", "acknowledgement", "ticket", "reissue", "leaf_queue",
    "journal",
)  # fmt: skip
"""What an accept or a delivery writes, besides the relay's own ledger, which is not taken back."""
REGISTER_TABLES: Final = (
    "registered", "correction", "conflict", "batch", "acknowledgement", "record", "deduplication", "statistics_event",
    "statistics_counter",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the table; `aim` says what was hoped for, `met` whether it is so.

    `values`, and what single `rounds` found, go into results.json under their keys.
    """

    name: str
    value: str
    limit: str
    aim: str
    met: bool | None
    values: Mapping[str, float] = field(default_factory=dict)
    rounds: Mapping[str, Sequence[float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Named:
    """`name` is for the table, `key` for results.json."""

    name: str
    key: str


def against(ours: Named, limit: Named, rounds: Rounds, *, aim: float) -> Figure:
    """A rate beside that of its limit; `aim` is their ratio."""
    rate, most = statistics.median(rounds.ours), statistics.median(rounds.theirs)
    return Figure(
        name=ours.name,
        value=f"{rate:,.0f}/s",
        limit=f"{most:,.0f}/s {limit.name}: {rounds.ratio:.0%}",
        aim=f"≥ {aim:.0%}",
        met=rounds.ratio >= aim,
        values={
            f"{ours.key}_per_second": rate,
            f"{limit.key}_per_second": most,
            f"{ours.key}_to_{limit.key}": rounds.ratio,
        },
        rounds={f"{ours.key}_per_second": rounds.ours, f"{limit.key}_per_second": rounds.theirs},
    )
