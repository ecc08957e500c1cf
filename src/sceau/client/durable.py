"""Files that are whole or absent: the one way this package writes to disk.

A file is written under another name, flushed to the disk, then renamed into place, and the folder flushed: whoever
pulls the plug at any moment finds the old file or the new one. Everything is for its owner only (0600, folders 0700).
"""

import os
import tempfile
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def write_durably(path: Path, content: bytes) -> None:
    """Replace the file by `content`; on return it is on the disk."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Put on the disk which names the folder holds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
