"""The columns of the spreadsheet: their names, and the field each one writes.

The one idea: one row is one test of one person, one column is one field; nothing is guessed from the order of columns.

Spec: ``spec/record.md``, *CSV*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sceau.record.text import folded

REASONS = ("a_corriger", "to_mend")  # written by to_mend, ignored when the file comes back


@dataclass(frozen=True, slots=True)
class Column:
    """``path`` is a place in the sections form. Template columns marked ``mandatory`` must stand in every header."""

    name: str
    path: str
    example: str = ""
    mandatory: bool = False


SAMPLING = ("date_prelevement", "heure_prelevement")
READING = ("date_lecture", "heure_lecture")
NUMBER_KIND = "numero_type"

_PERSON = (
    Column("nom_naissance", "identity.birth_name", "EXEMPLE", mandatory=True),
    Column("nom_utilise", "identity.used_name"),
    Column("prenoms_naissance", "identity.birth_first_names", "JEANNE MARIE"),
    Column("premier_prenom", "identity.birth_first_name", "JEANNE"),
    Column("prenom_utilise", "identity.used_first_name"),
    Column("sexe", "identity.sex", "F", mandatory=True),
    Column("date_naissance", "identity.birth_date", "28/03/1979", mandatory=True),
    Column("lieu_naissance_insee", "identity.birthplace.insee", "51215"),
    Column("lieu_naissance_ville", "identity.birthplace.city", "DOMPREMY"),
    Column("lieu_naissance_pays", "identity.birthplace.country"),
    Column("statut_identite", "identity.status", "PROV"),
    Column("numero", "number.value"),
    Column(NUMBER_KIND, "number.oid"),
)
_CONTACT = (
    Column("adresse", "contact.address.lines[0]", "1 rue de l’Exemple"),
    Column("adresse_complement", "contact.address.lines[1]"),
    Column("code_postal", "contact.address.postal_code", "75007"),
    Column("ville", "contact.address.city", "PARIS"),
    Column("commune_insee", "contact.address.commune"),
    Column("pays", "contact.address.country"),
    Column("telephone", "contact.phones[0].number", "+33600000000"),
    Column("courriel", "contact.emails[0]", "jeanne@exemple.fr"),
    Column("representant_nom", "contact.guardian.family"),
    Column("representant_prenom", "contact.guardian.given"),
    Column("representant_telephone", "contact.guardian.phones[0].number"),
    Column("medecin_nom", "contact.doctors[0].family"),
    Column("medecin_prenom", "contact.doctors[0].given"),
    Column("medecin_role", "contact.doctors[0].role"),
    Column("medecin_rpps", "contact.doctors[0].rpps"),
    Column("medecin_adresse", "contact.doctors[0].address.lines[0]"),
    Column("medecin_code_postal", "contact.doctors[0].address.postal_code"),
    Column("medecin_ville", "contact.doctors[0].address.city"),
    Column("medecin_courriel", "contact.doctors[0].emails[0]"),
)
_CONTEXT = (
    Column("symptomes", "context.symptoms", "oui"),
    Column("date_symptomes", "context.onset_date", "04/01/2024"),
    Column("soignant", "context.health_worker", "non"),
    Column("hebergement_collectif", "context.collective_housing", "non"),
    Column("hospitalise", "context.hospitalised", "non"),
)
_TEST = (
    Column("analyte", "result.analytes[0].loinc", "covid-ag", mandatory=True),
    Column("resultat", "result.analytes[0].outcome", "négatif", mandatory=True),
    Column("maladie", "result.analytes[0].disease"),
    Column("commentaire", "result.analytes[0].comment"),
    Column("methode", "result.analytes[0].method"),
    Column("prelevement", "result.analytes[0].specimen"),
    Column("analyte_2", "result.analytes[1].loinc"),
    Column("resultat_2", "result.analytes[1].outcome"),
    Column("analyte_3", "result.analytes[2].loinc"),
    Column("resultat_3", "result.analytes[2].outcome"),
    Column("date_prelevement", "result.sampling_time", "06/01/2024", mandatory=True),
    Column("heure_prelevement", "result.sampling_time", "11:36", mandatory=True),
    Column("heure_lecture", "result.reading_time", "11:52"),
    Column("date_lecture", "result.reading_time"),
    Column("dispositif_nom", "result.device.name", "COVID-VIRO"),
    Column("dispositif_liste_ue", "result.device.list_id", "1833"),
    Column("fabricant", "result.device.manufacturer", "AAZ-LMB"),
    Column("reference", "result.device.reference"),
    Column("udi", "result.device.udi"),
    Column("lot", "result.device.lot", "A12345", mandatory=True),
    Column("peremption", "result.device.expiry", "30/09/2026"),
    Column("lecture_min", "result.device.earliest_minute", "15"),
    Column("lecture_max", "result.device.latest_minute", "20"),
)
_SOURCE = (
    Column("professionnel_rpps", "source.professional.rpps", "01234567897", mandatory=True),
    Column("professionnel_role", "source.professional.role", "G15_21/A", mandatory=True),
    Column("professionnel_nom", "source.professional.family", "MODELE", mandatory=True),
    Column("professionnel_prenom", "source.professional.given", "Claire"),
    Column("pharmacie_type", "source.pharmacy.identifier.kind"),
    Column("pharmacie_identifiant", "source.pharmacy.identifier.value", "750012345", mandatory=True),
    Column("pharmacie_nom", "source.pharmacy.name", "Pharmacie de l’Exemple", mandatory=True),
    Column("pharmacie_adresse", "source.pharmacy.address.lines[0]", "2 rue de l’Exemple"),
    Column("pharmacie_code_postal", "source.pharmacy.address.postal_code", "75007"),
    Column("pharmacie_ville", "source.pharmacy.address.city", "PARIS"),
    Column("pharmacie_telephone", "source.pharmacy.phone", "0100000000"),
    Column("consentement_test", "source.consents.test", "oui", mandatory=True),
    Column("consentement_identite", "source.consents.identity", "oui"),
    Column("consentement_medecin", "source.consents.doctor", "non"),
    Column("consentement_avis", "source.consents.notice", "non"),
    Column("consentement_certificat", "source.consents.certificate", "non"),
)
COLUMNS = _PERSON + _CONTACT + _CONTEXT + _TEST + _SOURCE


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
