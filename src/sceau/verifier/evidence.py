"""What a watch keeps: the newest checkpoint of each ledger that was in order, and every proof that one was not."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .fork import Contradiction
from .reading import stored
from .refusal import Refused
from .signatures import sha256
from .watching import Remembered


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of files that anybody can read and pass on.

    Refused: `not-kept` when it cannot be written, `too-large` and `unreachable` when it cannot be read.
    """

    path: Path

    def remembered(self, origin: str) -> Remembered | None:
        path = self._newest(origin)
        return Remembered(stored(path), int(path.stat().st_mtime)) if path.exists() else None

    def remember(self, origin: str, note: bytes, now: int) -> None:
        """From now on this is the newest; a power cut leaves this or the one before.

        The same checkpoint under other signatures is not newer: anybody may add lines to a note.
        """
        path = self._newest(origin)
        if path.exists() and _signed_text(stored(path)) == _signed_text(note):
            return
        with _kept(self.path):
            _write(path, note)
            os.utime(path, (now, now))

    def keep(self, found: Contradiction) -> list[Path]:
        """Two notes, and the proof where there is one: the words of `verify fork`. The same again is kept once."""
        parts = [("older.note", found.older.note), ("newer.note", found.newer.note)]
        parts += [("proof", found.proof)] if found.proof else []
        name = f"{found.code}-{sha256(b''.join(data for _, data in parts)).hex()[:16]}"
        paths = [self.path / f"{name}.{part}" for part, _ in parts]
        with _kept(self.path):
            for path, (_, data) in zip(paths, parts, strict=True):
                if not path.exists():
                    _write(path, data)
        return paths

    def _newest(self, origin: str) -> Path:
        return self.path / f"newest-{sha256(origin.encode()).hex()[:16]}.note"


@contextmanager
def _kept(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError:
        raise Refused("not-kept", str(folder)) from None


def _signed_text(note: bytes) -> bytes:
    return note.rpartition(b"\n\n")[0]


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
