import json

import pytest
from joserfc.jwk import ECKey

from sceau.relay.clients.software_statement import check_software_statement, software_statement
from sceau.web.problems import Refusal

KEY = ECKey.generate_key("P-384")
PUBLIC = json.dumps(KEY.as_dict(private=False))
STATEMENT = software_statement(KEY, domain="relay.example", software="made-up-lgo", name="Inventé", now=1_800_000_000)


def test_a_statement_names_the_software() -> None:
    assert check_software_statement(STATEMENT, operator_key=PUBLIC, domain="relay.example") == "made-up-lgo"


@pytest.mark.parametrize(
    ("operator_key", "domain"),
    [(PUBLIC, "elsewhere.example"), (json.dumps(ECKey.generate_key("P-384").as_dict(private=False)), "relay.example")],
)
def test_anothers_statement_is_refused(operator_key: str, domain: str) -> None:
    with pytest.raises(Refusal):
        check_software_statement(STATEMENT, operator_key=operator_key, domain=domain)
