"""The columns of the spreadsheet: their names, and the field each one writes.

The one idea: one row is one test of one person, one column is one field; nothing is guessed from the order of columns.
They are data (``columns.json``), so that the browser reads the same ones.

Spec: ``spec/record.md``, *CSV*.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sceau.record.text import folded

REASONS = ("a_corriger", "to_mend")  # written by to_mend, ignored when the file comes back


@dataclass(frozen=True, slots=True)
class Column:
    """``path`` is a place in the sections form. Template columns marked ``mandatory`` must stand in every header."""

    name: str
    path: str
    example: str = ""
    mandatory: bool = False


def _columns() -> tuple[Column, ...]:
    return tuple(Column(**one) for one in json.loads((files("sceau.record") / "columns.json").read_text("utf-8")))


COLUMNS = _columns()
SAMPLING = ("date_prelevement", "heure_prelevement")
READING = ("date_lecture", "heure_lecture")
NUMBER_KIND = "numero_type"


@cache
def columns_by_name() -> Mapping[str, Column]:
    return {one.name: one for one in COLUMNS}


def column_name(header: str) -> str:
    """A header as the template writes it: ``Nom naissance`` is ``nom_naissance``."""
    return folded(header).lower().replace(" ", "_")


def column_of(path: str) -> str | None:
    """The column that writes the field at ``path``, else one inside it, else the one that holds it.

    None if there is none.
    """
    for fits in (
        lambda known: known == path,
        lambda known: known.startswith((f"{path}.", f"{path}[")),
        lambda known: path.startswith((f"{known}.", f"{known}[")),
    ):
        found = next((one.name for one in COLUMNS if fits(one.path)), None)
        if found:
            return found
    return None


def letter_of(index: int) -> str:
    """The letters a spreadsheet gives a column; 0 is ``A``, 26 is ``AA``."""
    return (letter_of(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)
