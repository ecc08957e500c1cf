"""The spreadsheet to start from: every column, and one row of an example that passes its own checks.

Spec: ``spec/record.md``, *CSV*.
"""

from sceau.record.csv_columns import COLUMNS
from sceau.record.to_mend import csv_line


def csv_template() -> bytes:
    """The file that ``sceau template csv`` writes."""
    return csv_line([one.name for one in COLUMNS], first=True) + csv_line([one.example for one in COLUMNS])
