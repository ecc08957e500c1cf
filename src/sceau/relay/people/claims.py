"""Who Pro Santé Connect says somebody is: its claims, read once and kept nowhere.

`SubjectNameID` is "8" and the RPPS number; `SubjectRefPro.exercices[].codeProfession` is 21 for a pharmacist. The level
of assurance (`acr`) counts in the signed identity token alone, and the claims beside it must be of the same subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sceau.record.numbers import rpps_is_valid
from sceau.web.problems import Refusal

LEVEL: Final = "eidas1"
"""The level that is asked for, and that the signed answer must state: two factors."""
_PHARMACIST: Final = "21"
_RPPS: Final = "8"


@dataclass(frozen=True, slots=True)
class Professional:
    """Whom Pro Santé Connect has signed in."""

    rpps: str
    is_pharmacist: bool


def professional(claims: Mapping[str, Any]) -> Professional:
    """Who is meant by the signed token (`id_token`) and the claims beside it (`userinfo`); Refusal `psc-refused`."""
    said, signed = _mapping(claims.get("userinfo")), _mapping(claims.get("id_token"))
    if signed.get("acr") != LEVEL or not signed.get("sub") or said.get("sub") != signed["sub"]:
        raise Refusal("psc-refused")
    exercised = _mapping(said.get("SubjectRefPro")).get("exercices")
    codes = [_mapping(one).get("codeProfession") for one in (exercised if isinstance(exercised, list) else [])]
    return Professional(_rpps(said.get("SubjectNameID")), _PHARMACIST in codes)


def _rpps(number: object) -> str:
    """The RPPS number of a national identifier; other kinds (ADELI, a student's) are refused: no membership has one."""
    if not isinstance(number, str) or not number.isascii() or not number.isdecimal() or len(number) != 12:
        raise Refusal("psc-refused")
    if not number.startswith(_RPPS) or not rpps_is_valid(number[1:]):
        raise Refusal("psc-refused")
    return number[1:]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
