"""What the drill needs that no Python package brings, and the operator's own files, which are what it runs."""

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Final

POSTGRESQL: Final = Path("/usr/lib/postgresql/15/bin")
"""Debian's. The one in the wheel is newer than pgBackRest 2.45 knows."""
PACKAGES: Final = "postgresql-15 pgbackrest age"
_PROGRAMS: Final = ("pgbackrest", "age", "age-keygen", "openssl")
_PACKAGED: Final = "deploy/pgbackrest"
_SOURCE: Final = Path(__file__).parents[4] / "deploy" / "pgbackrest"


def missing() -> tuple[str, ...]:
    """Programs that are not here; empty if the drill can run."""
    absent = [name for name in _PROGRAMS if shutil.which(name) is None]
    return (*absent, *(() if (POSTGRESQL / "postgres").exists() else ("PostgreSQL 15",)))


def operators_file(name: str) -> Path:
    """A file of `deploy/pgbackrest`: the wheel carries a copy, a source tree has the original."""
    packaged = Path(str(files("sceau") / _PACKAGED / name))
    return packaged if packaged.is_file() else _SOURCE / name
