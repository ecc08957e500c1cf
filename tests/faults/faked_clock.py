"""The clock of processes that a test starts, set forward and back while they run (libfaketime)."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.trial import CannotRun

DAY_SECONDS: Final = 86_400
_LOOK_SECONDS: Final = 1


@dataclass(frozen=True, slots=True)
class FakedClock:
    """Says the machine's time, or so many days more; read from `file` once a second. Timers keep their own."""

    file: Path
    library: Path

    @classmethod
    def beside(cls, folder: Path) -> "FakedClock":
        """A clock that is right, and its file in `folder`. CannotRun without libfaketime."""
        found = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        if found is None:
            raise CannotRun("no libfaketime (Debian package faketime)")
        folder.mkdir(parents=True, exist_ok=True)
        clock = cls(folder / "clock", found)
        clock.set(0)
        return clock

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a process that reads this clock."""
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": str(_LOOK_SECONDS),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, days: float) -> None:
        """From now on it is so many days ahead of the machine's, or behind."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{days * DAY_SECONDS:+.0f}\n")
        new.replace(self.file)
        time.sleep(2 * _LOOK_SECONDS)  # until every process has looked
