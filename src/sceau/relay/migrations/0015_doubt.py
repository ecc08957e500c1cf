"""Checkpoints whose tiles were not theirs, beside those that contradict (0015_doubt.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0014_contradiction")]
    operations: ClassVar = [run_file(Path(__file__).with_suffix(".sql"))]
