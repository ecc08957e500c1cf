"""The register's first schema: what both services share, then its own tables."""

from pathlib import Path

from django.db import migrations

from sceau.web.migration_files import SHARED, run_file


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        run_file(SHARED / "assertion.sql"),
        run_file(SHARED / "ledger.sql"),
        run_file(Path(__file__).with_suffix(".sql")),
    ]
