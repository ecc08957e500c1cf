"""What may be counted about a result: age band, sex, département. Never enough to find the person again.

The one idea: computed where the identity is known, carried in its own section, and computed again by whoever sees both.

Spec: ``spec/record.md``, *Statistics*.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sceau.record.dates import latest_age

ABROAD = "99"


def age_band(birth_date: str, on: date) -> str:
    """Ten-year band (``0-9`` … ``80-89``, ``90+``) of a person on a day.

    Unknown month or day of birth count as the first.
    """
    decade = max(latest_age(birth_date, on), 0) // 10 * 10
    return "90+" if decade >= 90 else f"{decade}-{decade + 9}"


def departement(address: Mapping[str, Any]) -> str | None:
    """The département of an address (``75``, ``2A``, ``971``), ``99`` abroad, None when the address does not say.

    The INSEE commune decides, else the postal code of an address that is not abroad.
    """
    if address.get("country", "FR") not in _FRENCH:
        return ABROAD
    commune: str = address.get("commune", "")
    if commune:
        return commune[:3] if commune[:2] in {"97", "98"} else commune[:2]
    postal_code: str = address.get("postal_code", "")
    return _of_postal_code(postal_code) if len(postal_code) == 5 and postal_code.isdigit() else None


def statistics_of(clean: Mapping[str, Mapping[str, Any]]) -> dict[str, object] | None:
    """The statistics section of checked sections; None while identity or sampling time is missing."""
    identity, sampled = clean.get("identity", {}), clean.get("result", {}).get("sampling_time")
    if not (sampled and "birth_date" in identity and "sex" in identity):
        return None
    counted: dict[str, object] = {
        "age_band": age_band(identity["birth_date"], date.fromisoformat(sampled[:10])),
        "sex": identity["sex"],
    }
    place = departement(clean.get("contact", {}).get("address", {}))
    return {**counted, "departement": place} if place else counted


# France and its overseas parts that have codes of their own.
_FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF"})


def _of_postal_code(code: str) -> str | None:
    if code.startswith("20"):
        return "2A" if code[2] in "01" else "2B"
    if code[:2] in {"97", "98"}:
        return code[:3]
    return None if code.startswith("00") else code[:2]  # 00: the army's, which is nowhere
