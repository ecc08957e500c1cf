"""The first tables: 0001_initial.sql, and those shared with the register."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import SHARED, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [
        run_file(Path(__file__).with_suffix(".sql")),
        run_file(SHARED / "ledger.sql"),
        run_file(SHARED / "assertion.sql"),
    ]
