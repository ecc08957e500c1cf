"""Since when a checkpoint of an acknowledgement waits to be compared (0018_unseen.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0017_compared")]
    operations: ClassVar = [run_file(Path(__file__).with_suffix(".sql"))]
