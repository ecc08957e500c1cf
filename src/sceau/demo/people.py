"""A made-up day at the counter: the template's example person, and a few others like nobody."""

import csv
import io
from pathlib import Path

from sceau.record.template import csv_template
from sceau.record.to_mend import csv_line

POSITIVE, NEGATIVE = "10828004", "260385009"
_PEOPLE = (
    {"nom_naissance": "EXEMPLE-UN", "prenoms_naissance": "JEANNE", "sexe": "F", "date_naissance": "28/03/1979"},
    {"nom_naissance": "EXEMPLE-DEUX", "prenoms_naissance": "PAUL", "sexe": "M", "date_naissance": "02/11/1954"},
    {"nom_naissance": "EXEMPLE-TROIS", "prenoms_naissance": "AÏCHA", "sexe": "F", "date_naissance": "17/07/1998"},
)


def write_day(path: Path) -> Path:
    """Write the CSV: the template's row, with each person's traits and first names, the second one positive."""
    rows = csv.DictReader(io.StringIO(csv_template().decode("utf-8-sig")), delimiter=";")
    example = next(iter(rows))
    lines = [csv_line(list(example), first=True)]
    for number, person in enumerate(_PEOPLE):
        first_name = person["prenoms_naissance"]
        outcome = POSITIVE if number == 1 else NEGATIVE
        told = {**example, **person, "premier_prenom": first_name, "numero": "", "numero_type": "", "resultat": outcome}
        lines.append(csv_line(list(told.values())))
    path.write_bytes(b"".join(lines))
    return path
