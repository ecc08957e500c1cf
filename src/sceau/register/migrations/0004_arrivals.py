"""What was answered for good, by day and sender (0004_arrivals.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("register", "0003_journal")]
    operations: ClassVar = [run_file(Path(__file__).with_suffix(".sql"))]
