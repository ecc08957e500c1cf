"""Relays ask what was read at the desk, past the last that they know; and who signs the ledger."""

from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import SHARED, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("register", "0004_arrivals")]
    operations: ClassVar = [
        run_file(SHARED / "ledger_key.sql"),
        migrations.RunSQL("CREATE INDEX journal_readings ON journal (leaf_index) WHERE action = 'record-read'"),
    ]
