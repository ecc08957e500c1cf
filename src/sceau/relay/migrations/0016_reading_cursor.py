"""Up to where readings at the register's desk are known (0016_reading_cursor.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0015_doubt")]
    operations: ClassVar = [run_file(Path(__file__).with_suffix(".sql"))]
