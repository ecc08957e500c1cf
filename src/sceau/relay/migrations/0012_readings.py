"""What a ticket's page is told of readings, and by whose key its proofs are checked (0012_readings.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import SHARED, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0011_bundle")]
    operations: ClassVar = [run_file(SHARED / "ledger_key.sql"), run_file(Path(__file__).with_suffix(".sql"))]
