"""The file that is dropped on the page."""

import csv
import io

from ux.measures.files import rows_of_somebody_else


def test_every_row_of_the_file_is_somebody_else() -> None:
    rows = list(csv.DictReader(io.StringIO(rows_of_somebody_else(120).decode("utf-8-sig")), delimiter=";"))
    assert len({row["nom_naissance"] for row in rows}) == 120
