"""Which deliveries of a batch must wait for others of the same batch.

The one idea: a pharmacy that was offline sends a result and its correction together, in whatever order. What depends on
another delivery of the batch is registered after it, in a transaction of its own; nearly always there is one wave.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from sceau.register.intake.opening import Judged

MOST_WAVES: Final = 16
"""A longer line of corrections is deferred: nobody corrects a result sixteen times between two deliveries."""

Key = tuple[bytes, bytes]


def key_of(judged: Judged) -> Key:
    """(id, pharmacy): what an envelope is registered under."""
    return judged.header.id, judged.header.pharmacy


def target_of(judged: Judged) -> Key | None:
    """What it corrects: always an envelope of the same pharmacy."""
    return None if judged.header.corrects is None else (judged.header.corrects[1], judged.header.pharmacy)


def waves(batch: Sequence[Judged]) -> list[list[int]]:
    """Positions in `batch`, wave by wave: in each, every key once and no target that is still to come.

    What depends on itself, or on too long a line, is in none.
    """
    waiting, found = list(range(len(batch))), list[list[int]]()
    while waiting and len(found) < MOST_WAVES:
        wave = list(_ready(batch, waiting))
        if not wave:
            break
        found.append(wave)
        taken = set(wave)
        waiting = [position for position in waiting if position not in taken]
    return found


def _ready(batch: Sequence[Judged], waiting: Sequence[int]) -> Iterable[int]:
    to_come = {key_of(batch[position]) for position in waiting}
    taken = set[Key]()
    for position in waiting:
        key, target = key_of(batch[position]), target_of(batch[position])
        if key not in taken and target not in to_come:
            taken.add(key)
            yield position
