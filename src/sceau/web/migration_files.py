"""Migrations written as SQL files, which are read as such; Django keeps the order and runs each once."""

from pathlib import Path

from django.db.migrations import RunSQL

SHARED = Path(__file__).parent / "sql"


def run_file(path: Path) -> RunSQL:
    """The operation that runs a file of SQL. There is no way back: a wrong migration is mended by the next."""
    return RunSQL(path.read_text(encoding="utf-8"))
