"""A small disk of its own: a file with ext4 on it, mounted. Filled with ballast, freed again. Linux, and root."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.trial import CannotRun

_MEGABYTE: Final = 1024 * 1024
_CHUNK: Final = b"\0" * _MEGABYTE
_TRIES: Final = 100


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """Mounted at `folder`."""

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    @property
    def free_megabytes(self) -> int:
        return shutil.disk_usage(self.folder).free // _MEGABYTE

    @contextmanager
    def filled(self, *, leave_megabytes: int) -> Iterator[None]:
        """With ballast there until so much is left; freed whatever happens, as a server on a full disk never ends."""
        try:
            with suppress(OSError), self._ballast.open("ab", buffering=0) as ballast:  # whoever writes may be faster
                for _ in range(self.free_megabytes - leave_megabytes):
                    ballast.write(_CHUNK)
                os.fsync(ballast.fileno())
            yield
        finally:
            self._ballast.unlink()


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[SmallDisk]:
    """Make and mount one; it is unmounted at the end. CannotRun without root, mkfs.ext4, or leave to mount."""
    if os.geteuid() != 0 or not shutil.which("mkfs.ext4"):
        raise CannotRun("a small disk is made by root with mkfs.ext4 (e2fsprogs) and mounted through a loop device")
    image, mounted = folder / "disk.img", folder / "disk"
    mounted.mkdir(parents=True)
    with image.open("wb") as file:
        file.truncate(megabytes * _MEGABYTE)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], check=True)
    if subprocess.run(["mount", "-o", "loop", image, mounted], check=False, capture_output=True).returncode:
        raise CannotRun("no loop device may be mounted here")
    try:
        yield SmallDisk(mounted)
    finally:
        _unmount(mounted)
        image.unlink()


def _unmount(folder: Path) -> None:
    """A process that was killed holds its files for a moment longer, while it writes."""
    for _ in range(_TRIES):
        if not subprocess.run(["umount", folder], check=False, capture_output=True).returncode:
            return
        time.sleep(0.1)
    raise RuntimeError("the small disk is still in use: who killed its server must wait for all of its processes")
