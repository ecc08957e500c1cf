"""People: applications, memberships, invitations, access keys (0002_people.sql)."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

from sceau.web.migration_files import run_file


class Migration(migrations.Migration):
    dependencies: ClassVar = [("relay", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations: ClassVar = [run_file(Path(__file__).with_suffix(".sql"))]
