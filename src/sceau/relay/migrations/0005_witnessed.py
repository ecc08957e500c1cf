"""What witnesses have cosigned of the ledger (witnessed.sql)."""

from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import SHARED, run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0004_notices")]
    operations: ClassVar = [run_file(SHARED / "witnessed.sql")]
