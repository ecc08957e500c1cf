"""What Pro Santé Connect says, and how much of it is believed."""

from typing import Any

import pytest

from sceau.relay.people.claims import professional
from sceau.web.problems import Refusal

RPPS = "07655473259"
CLAIMS = {
    "userinfo": {"sub": "a", "SubjectNameID": f"8{RPPS}", "SubjectRefPro": {"exercices": [{"codeProfession": "21"}]}},
    "id_token": {"sub": "a", "acr": "eidas1"},
}


def test_the_claims_say_who_it_is() -> None:
    found = professional(CLAIMS)
    assert (found.rpps, found.is_pharmacist) == (RPPS, True)


@pytest.mark.parametrize(
    "changed",
    [
        {"id_token": {"sub": "a", "acr": "eidas0"}},
        {"id_token": {"sub": "a"}},
        {"id_token": {"sub": "b", "acr": "eidas1"}},
        {"id_token": None},
        {"userinfo": {"sub": "a", "SubjectNameID": f"0{RPPS}"}},
        {"userinfo": {"sub": "a", "SubjectNameID": "801234567866"}},
        {"userinfo": {"sub": "a"}},
        {"userinfo": None},
    ],
)
def test_claims_that_prove_too_little_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="psc-refused"):
        professional({**CLAIMS, **changed})
