"""What makes two submissions the same test of the same person.

The one idea: only the canonical bytes are made here; the register keys them (HMAC), so that what it stores can be
compared but not guessed. Fields are joined by characters that no text of a record may hold, so no two persons can be
confused.

Spec: ``spec/record.md``, *Deduplication*.
"""

from datetime import UTC

from sceau.record.model import Identity, Number, Record
from sceau.record.numbers import INS_OIDS
from sceau.record.text import folded

_FIELD, _GROUP = "\x1f", "\x1e"


def deduplication_traits(record: Record) -> bytes | None:
    """Canonical bytes over person, analytes and sampling time (UTC, to the minute: a spreadsheet has no seconds).

    The person is the INS number of a qualified identity, else the five strict traits without case or accents. None
    when the identity is withheld: two strangers are never the same person.
    """
    if record.identity is None:
        return None
    analytes = sorted(one.loinc for one in record.result.analytes)
    sampled = record.result.sampling_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    groups = (["sceau/same/v1"], _person(record.identity, record.number), analytes, [sampled])
    return _GROUP.join(_FIELD.join(group) for group in groups).encode()


def _person(identity: Identity, number: Number | None) -> list[str]:
    # RNIV: only a qualified identity may be matched on its number alone.
    if identity.status == "VALI" and number and number.oid in INS_OIDS:
        return ["ins", number.value]
    place = identity.birthplace
    born_at = (place.insee or folded(place.city or "") or place.country or "") if place else ""
    return ["traits", folded(identity.birth_name), _first_name(identity), identity.birth_date, identity.sex, born_at]


def _first_name(identity: Identity) -> str:
    first = identity.birth_first_name
    if first is None and identity.birth_first_names:
        first = identity.birth_first_names.split()[0]
    return folded(first or identity.used_first_name or "")
