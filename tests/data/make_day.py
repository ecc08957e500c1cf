"""A pharmacy's day: 1,000 rows of made-up people, 40 of them bad in 15 ways, and where each error must be found.

Run it to write ``day.csv`` and ``day.errors.json`` again; nothing in it is drawn by chance, so they come out the same.
The people are nobody: their names say so, and their numbers are of the kind reserved for tests.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent
ROWS = 1000
BAD_EVERY = 25  # 40 bad rows
OPENING = datetime(2024, 1, 6, 8, 30)  # noqa: DTZ001 - local time, as a spreadsheet has it

Row = dict[str, str]

# fmt: off
COLUMNS = (
    "nom_naissance", "prenoms_naissance", "premier_prenom", "sexe", "date_naissance", "lieu_naissance_insee",
    "statut_identite", "numero", "numero_type", "adresse", "code_postal", "ville", "telephone", "courriel",
    "representant_nom", "representant_prenom", "symptomes", "date_symptomes", "soignant", "analyte", "resultat",
    "commentaire", "analyte_2", "resultat_2", "date_prelevement", "heure_prelevement", "heure_lecture",
    "dispositif_nom", "dispositif_liste_ue", "fabricant", "udi", "lot", "peremption", "professionnel_rpps",
    "professionnel_role", "professionnel_nom", "professionnel_prenom", "pharmacie_identifiant", "pharmacie_nom",
    "pharmacie_code_postal", "pharmacie_ville", "pharmacie_telephone", "consentement_test", "consentement_identite",
    "consentement_medecin", "consentement_avis",
)
# fmt: on

FAMILIES = ("ESSAI", "EXEMPLE", "FICTIF", "MODELE", "SPECIMEN", "D’ESSAI", "DÉMONSTRATION")
FIRST_NAMES = {"F": ("JEANNE", "ZOÉ", "MARIE-LOU", "INÈS", "ANNE"), "M": ("PAUL", "NOËL", "JEAN-LUC", "RENÉ", "LÉO")}
PLACES = (
    ("75107", "75007", "PARIS"),
    ("01053", "01000", "BOURG-EN-BRESSE"),
    ("2A004", "20000", "AJACCIO"),
    ("2B033", "20200", "BASTIA"),
    ("97411", "97400", "SAINT-DENIS"),
    ("51215", "51300", "DOMPREMY"),
)
KITS = (
    {"analyte": "covid-ag", "dispositif_nom": "COVID-VIRO", "dispositif_liste_ue": "1833", "fabricant": "AAZ-LMB"},
    {
        "analyte": "94558-4",
        "dispositif_nom": "Flowflex",
        "dispositif_liste_ue": "1468",
        "fabricant": "ACON Laboratories, Inc",
    },
    {"analyte": "angine", "dispositif_nom": "Strep A d’essai", "fabricant": "Fabricant d’essai"},
    {
        "analyte": "grippe-a",
        "analyte_2": "grippe-b",
        "dispositif_nom": "Grippe d’essai",
        "fabricant": "Fabricant d’essai",
    },
)
OUTCOMES = ("négatif", "négatif", "négatif", "positif", "négatif", "Négatif", "indéterminé")

# How a row is spoilt, the column of its one error, and the error's code.
Spoiling = tuple[Mapping[str, str], str, str]
SPOILINGS: tuple[Spoiling, ...] = (
    ({"sexe": "Z"}, "sexe", "code-unknown"),
    ({"date_naissance": "31/02/1985", "numero": ""}, "date_naissance", "date-impossible"),
    ({"date_naissance": "01/01/2093", "numero": ""}, "date_naissance", "birth-future"),
    ({"numero": "279035121518988", "numero_type": "TEST"}, "numero", "nir-key"),
    ({"numero": "1,23E+14"}, "numero", "spreadsheet-scientific"),
    ({"code_postal": "1000"}, "code_postal", "spreadsheet-zero-lost"),
    ({"professionnel_rpps": "01234567866"}, "professionnel_rpps", "rpps-key"),
    ({"resultat": "douteux"}, "resultat", "code-unknown"),
    ({"lot": ""}, "lot", "field-missing"),
    ({"heure_lecture": "07:00"}, "heure_lecture", "reading-before-sampling"),
    ({"date_prelevement": "06/01/2094", "heure_lecture": ""}, "date_prelevement", "sampling-future"),
    ({"consentement_test": "non"}, "consentement_test", "consent-test-missing"),
    ({"courriel": "jeanne arobase exemple"}, "courriel", "email-format"),
    ({"telephone": "poste 12"}, "telephone", "phone-format"),
    ({"peremption": "46295"}, "peremption", "spreadsheet-date"),
)


def rows() -> Iterator[tuple[Row, Spoiling | None]]:
    """Each row of the day, and how it was spoilt, if it was."""
    for index in range(ROWS):
        row = person(index) | test(index) | pharmacy(index)
        spoiling = SPOILINGS[index // BAD_EVERY % len(SPOILINGS)] if index % BAD_EVERY == BAD_EVERY - 1 else None
        if spoiling:
            row |= spoiling[0]
            if not row["numero"]:
                row |= {"numero_type": "", "statut_identite": "PROV"}
        yield row, spoiling


def person(index: int) -> Row:
    sex = "FM"[index % 2]
    first = FIRST_NAMES[sex][index % 5]
    born = date(1925, 1, 1) + timedelta(days=index * 35)
    commune, postal_code, city = PLACES[index % len(PLACES)]
    has_number = index % 3 > 0
    minor = born.year > 2005
    return {
        "nom_naissance": f"{FAMILIES[index % len(FAMILIES)]}-{letters(index)}",
        "prenoms_naissance": f"{first} CLAUDE",
        "premier_prenom": first,
        "sexe": sex,
        "date_naissance": born.isoformat() if index % 7 == 0 else f"{born:%d/%m/%Y}",
        "lieu_naissance_insee": commune,
        "statut_identite": "VALI" if has_number else "PROV",
        "numero": nir(sex, born, commune, index) if has_number else "",
        "numero_type": "TEST" if has_number else "",
        "adresse": f"{index + 1} rue de l’Exemple",
        "code_postal": postal_code,
        "ville": city,
        "telephone": f"06{index:08}" if index % 4 else "",
        "courriel": f"personne{index}@exemple.fr" if index % 5 else "",
        "representant_nom": "ESSAI" if minor else "",
        "representant_prenom": "Claude" if minor else "",
    }


def test(index: int) -> Row:
    sampled = OPENING + timedelta(seconds=40 * index)
    ill = index % 6 == 0
    kit = dict(KITS[index % len(KITS)])
    if "analyte_2" in kit:
        kit["resultat_2"] = OUTCOMES[(index + 1) % len(OUTCOMES)]
    return kit | {
        "symptomes": "oui" if ill else "non",
        "date_symptomes": "04/01/2024" if ill else "",
        "soignant": "oui" if index % 11 == 0 else "non",
        "resultat": OUTCOMES[index % len(OUTCOMES)],
        "commentaire": "Ligne pâle ; test refait.\nMême résultat." if index % 50 == 7 else "",
        "date_prelevement": f"{sampled:%d/%m/%Y}",
        "heure_prelevement": f"{sampled:%H:%M}",
        "heure_lecture": f"{sampled + timedelta(minutes=16):%Hh%M}",
        "lot": f"LOT{index % 9}",
        "peremption": "30/09/2026",
    }


def pharmacy(index: int) -> Row:
    return {
        "professionnel_rpps": "01234567897",
        "professionnel_role": "G15_21/A",
        "professionnel_nom": "MODELE",
        "professionnel_prenom": "Claire",
        "pharmacie_identifiant": "750012345",
        "pharmacie_nom": "Pharmacie de l’Exemple",
        "pharmacie_code_postal": "75007",
        "pharmacie_ville": "PARIS",
        "pharmacie_telephone": "0100000000",
        "consentement_test": "oui",
        "consentement_identite": "non" if index % 10 == 3 else "oui",
        "consentement_medecin": "non",
        "consentement_avis": "non",
    }


def nir(sex: str, born: date, commune: str, index: int) -> str:
    """A number whose key is right; its order number is the row's, so that no two are the same."""
    number = f"{'1' if sex == 'M' else '2'}{born:%y%m}{commune}{index % 999 + 1:03}"
    return number + f"{97 - int(number.replace('2A', '19').replace('2B', '18')) % 97:02}"


def letters(index: int) -> str:
    return "".join(chr(ord("A") + index // 26**place % 26) for place in (2, 1, 0))


def day() -> tuple[bytes, list[dict[str, object]]]:
    """The file as a French spreadsheet saves it, and its errors; the header is row 1."""
    written = io.StringIO()
    lines = csv.DictWriter(written, COLUMNS, restval="", delimiter=";", lineterminator="\r\n")
    lines.writeheader()
    errors: list[dict[str, object]] = []
    for number, (row, spoiling) in enumerate(rows(), start=2):
        lines.writerow(row)
        if spoiling:
            errors.append({"row": number, "column": spoiling[1], "code": spoiling[2]})
    return written.getvalue().encode("utf-8-sig"), errors


def main(write: Callable[[str, bytes], object]) -> None:
    content, errors = day()
    write("day.csv", content)
    listed = ",\n".join(f" {json.dumps(one)}" for one in errors)
    write("day.errors.json", f"[\n{listed}\n]\n".encode())


if __name__ == "__main__":
    main(lambda name, content: (HERE / name).write_bytes(content))
