"""What makes two submissions the same test of the same person.

The one idea: only the canonical bytes are made here; the register keys them (HMAC), so that what it stores can be
compared but not guessed. Fields are joined by characters that no text of a record may hold, so no two persons can be
confused.

Spec: ``spec/record.md``, *Deduplication*.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sceau.record.model import Record
from sceau.record.numbers import INS_OIDS
from sceau.record.plain import sections
from sceau.record.text import folded

_FIELD, _GROUP = "\x1f", "\x1e"


def deduplication_traits(record: Record) -> bytes | None:
    """What ``traits_of`` says of the record's sections."""
    return traits_of(sections(record))


def traits_of(checked: Mapping[str, Mapping[str, Any]]) -> bytes | None:
    """Canonical bytes over person, analytes and sampling time (UTC, to the minute: a spreadsheet has no seconds).

    ``checked`` is sections in which ``check`` has found no error. The person is the INS number of a qualified identity,
    else the five strict traits without case or accents. None when the identity is withheld: two strangers are never the
    same person.
    """
    if "identity" not in checked:
        return None
    result = checked["result"]
    analytes = sorted(one["loinc"] for one in result["analytes"])
    sampled = datetime.fromisoformat(result["sampling_time"]).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    groups = (["sceau/same/v1"], _person(checked["identity"], checked.get("number", {})), analytes, [sampled])
    return _GROUP.join(_FIELD.join(group) for group in groups).encode()


def _person(identity: Mapping[str, Any], number: Mapping[str, Any]) -> list[str]:
    # RNIV: only a qualified identity may be matched on its number alone.
    if identity["status"] == "VALI" and number.get("oid") in INS_OIDS:
        return ["ins", number["value"]]
    place = identity.get("birthplace", {})
    born_at = place.get("insee") or folded(place.get("city", "")) or place.get("country", "")
    name, first = folded(identity["birth_name"]), folded(_first_name(identity))
    return ["traits", name, first, identity["birth_date"], identity["sex"], born_at]


def _first_name(identity: Mapping[str, str]) -> str:
    if "birth_first_name" in identity:
        return identity["birth_first_name"]
    if "birth_first_names" in identity:
        return identity["birth_first_names"].split()[0]
    return identity.get("used_first_name", "")
