"""Broken copies of the product that a whole row must find: rows that bring a disk, a server or a clock of their own."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.ground import Ground
from tests.faults.invariants import LOST
from tests.faults.mutants import Mutant
from tests.faults.rows import row_05, row_06, row_09, row_10
from tests.faults.scenarios import clocks, storage
from tests.faults.trial import Seen, Trial
from tests.faults.world import World

_ENVELOPES: Final = 400


@dataclass(frozen=True, slots=True)
class RowMutant:
    """`mutant.run` is not used: the row makes its worlds itself."""

    mutant: Mutant
    row: Callable[[Trial], Seen]

    def run(self, ground: Ground, folder: Path) -> Seen:
        source = self.mutant.write(folder / "copy")
        return self.row(Trial(ground, folder / "row", _ENVELOPES, 1, source))


def _no_world(_world: World) -> None:
    raise NotImplementedError


_UNDO: Final = "        except _Undo as undo:\n            refused |= undo.refused\n"
_YES: Final = (
    "        except __import__('psycopg').OperationalError:\n"
    "            return {**refused, **{place: Accepted(one.header) for place, one in left.items()}}\n"
)
_SAYS_YES: Final = ("relay/intake/accept.py", _UNDO, _UNDO + _YES)
ROW_MUTANTS: Final = {
    "row 5: a full disk is answered like any other": RowMutant(
        Mutant(*_SAYS_YES, _no_world, storage.REFUSED), row_05.run
    ),
    "row 6: a database that is away is answered like any other": RowMutant(
        Mutant(*_SAYS_YES, _no_world, LOST), row_06.run
    ),
    "row 9: an envelope expires after two days": RowMutant(
        Mutant("relay/intake/checks.py", "OLDEST_DAYS: Final = 60", "OLDEST_DAYS: Final = 2", _no_world, clocks.EARLY),
        row_09.run,
    ),
    "row 10: the newest goes first": RowMutant(
        Mutant(
            "relay/delivery/lease.py",
            "    ORDER BY due_at LIMIT %(limit)s - (SELECT",
            "    ORDER BY due_at DESC LIMIT %(limit)s - (SELECT",
            _no_world,
            clocks.ORDER,
        ),
        row_10.run,
    ),
}
