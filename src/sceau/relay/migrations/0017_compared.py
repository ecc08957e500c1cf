"""Which checkpoints of acknowledgements were compared with the mirror (0017_compared.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0016_reading_cursor")]
    operations: ClassVar = [run_file(Path(__file__).with_suffix(".sql"))]
