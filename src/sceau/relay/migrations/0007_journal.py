"""The journal, each entry a leaf of the ledger (`sceau.web.journal`)."""

from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import SHARED, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0006_mirror")]
    operations: ClassVar = [
        migrations.RunSQL("DROP TABLE journal"),  # of before any version: no leaf can speak of its rows
        run_file(SHARED / "journal.sql"),
    ]
