"""What the pharmacy has on its computer that day: a spreadsheet, and one official document, about made-up people.

The one idea: canaries enter by the same doors as anybody, the CSV and BIO-TROD that the product reads.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from sceau.drill.canaries import CANARIES, Canary
from sceau.record import Record
from sceau.record.bio_trod_write import write_bio_trod
from sceau.record.csv_columns import COLUMNS
from sceau.record.csv_form import PARIS, read_csv
from sceau.record.model import Document
from sceau.record.to_mend import csv_line

_DOCUMENT_ROOT = "2.25.20210827"  # an OID of the kind anybody may make (ITU-T X.667), so nobody's


def spreadsheet(people: Iterable[Canary], *, now: datetime) -> bytes:
    """One row a person, in that order, below the header: person i stands in row i + 2."""
    rows = (csv_line(_cells(person, now)) for person in people)
    return csv_line([column.name for column in COLUMNS], first=True) + b"".join(rows)


def record_of(person: Canary, *, now: datetime) -> Record:
    """What the spreadsheet says of one person."""
    (row,) = read_csv(BytesIO(spreadsheet([person], now=now)), now=now).rows
    return row.entry.accepted()


def by_sms(person: Canary) -> bool:
    """Who left no e-mail address is told by SMS."""
    return person.number % 4 == 2


def document_of(person: Canary, *, now: datetime) -> bytes:
    """The same as a BIO-TROD."""
    record = record_of(person, now=now)
    name = f"{_DOCUMENT_ROOT}.{person.number}"
    document = Document(id=name, set_id=f"{name}.1", version=1, time=now)
    return write_bio_trod(replace(record, source=replace(record.source, document=document)))


def _cells(person: Canary, now: datetime) -> list[str]:
    filled = {**{column.name: column.example for column in COLUMNS}, **_about(person), **_test(person, now)}
    return [filled[column.name] for column in COLUMNS]


def _about(person: Canary) -> dict[str, str]:
    return {
        "nom_naissance": person.birth_name,
        "nom_utilise": person.used_name,
        "prenoms_naissance": person.first_name,
        "premier_prenom": person.first_name,
        "sexe": person.sex,
        "date_naissance": f"{person.born:%d/%m/%Y}",
        "lieu_naissance_insee": person.birthplace,
        "lieu_naissance_ville": "",
        "statut_identite": "VALI",
        "numero": person.nir,
        "numero_type": "TEST",
        "adresse": person.street,
        "telephone": person.phone,
        "courriel": "" if by_sms(person) else person.email,
        "consentement_avis": "oui" if person.number < CANARIES else "non",
        "consentement_identite": "oui" if person.agrees_to_be_named else "non",
    }


def _test(person: Canary, now: datetime) -> dict[str, str]:
    sampled = now.astimezone(PARIS).replace(second=0) - timedelta(minutes=60 + person.number)
    read = sampled + timedelta(minutes=16)
    return {
        "symptomes": "non",
        "date_symptomes": "",
        "resultat": "positif" if person.positive else "négatif",
        "commentaire": person.comment,
        "date_prelevement": f"{sampled:%d/%m/%Y}",
        "heure_prelevement": f"{sampled:%H:%M}",
        "date_lecture": f"{read:%d/%m/%Y}",
        "heure_lecture": f"{read:%H:%M}",
        "peremption": f"30/09/{now.year + 1}",
    }
