"""The rows that could not be sent, as a file to mend: the same columns, and two more that say why.

The one idea: it opens in a French spreadsheet as it is, and reads again as it is once mended; the two columns are
ignored then. Cells that a spreadsheet would compute or shorten are kept as text by an apostrophe, which reading takes
off.

Spec: ``spec/record.md``, *CSV*.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from sceau.errors import Language
from sceau.record.csv_cells import guarded
from sceau.record.csv_columns import REASONS, column_name
from sceau.record.entry import Row
from sceau.record.problems import errors, message

_BYTE_ORDER_MARK = "\ufeff"  # without it, a spreadsheet reads UTF-8 as Windows-1252


def to_mend(header: tuple[str, ...], rows: Iterable[Row]) -> Iterator[bytes]:
    """The lines of the file; only rows that hold an error are written."""
    kept = [index for index, name in enumerate(header) if column_name(name) not in REASONS]
    yield csv_line([*(header[index] for index in kept), *REASONS], first=True)
    for row in rows:
        if errors(row.entry.problems) and row.cells:
            cells = [row.cells[index] if index < len(row.cells) else "" for index in kept]
            # Cells without a column are kept too: they are what has to be mended.
            yield csv_line([*cells, _reasons(row, "fr"), _reasons(row, "en"), *row.cells[len(header) :]])


def csv_line(cells: Iterable[str], *, first: bool = False) -> bytes:
    """One line as a French spreadsheet reads it: semicolons, CR LF, no formula.

    The first one with the byte order mark.
    """
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return ((_BYTE_ORDER_MARK if first else "") + written.getvalue()).encode()


def _reasons(row: Row, language: Language) -> str:
    return " | ".join(
        f"{one.column}\u202f: {message(one, language)}" if one.column else message(one, language)
        for one in errors(row.entry.problems)
    )
