"""Accepting one envelope: durable when answered, the same again when repeated, refused with what to do."""

import pytest
from tests.integration.relay.pharmacy import TODAY, Pharmacy
from tests.integration.running import PublishedRegister, RunningRelay


@pytest.fixture(scope="module")
def pharmacy(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000001")


def test_an_envelope_is_durable_when_it_is_answered(pharmacy: Pharmacy) -> None:
    sealed = pharmacy.seal()
    answer = pharmacy.send(sealed)
    assert (answer.status_code, answer.json()["state"]) == (201, "accepted")
    assert pharmacy.relay.rows("SELECT header FROM envelope WHERE id = %s", sealed.envelope.header.id) == [
        (sealed.envelope.header_bytes,)
    ]


def test_its_status_says_where_it_is(pharmacy: Pharmacy) -> None:
    header = pharmacy.seal().envelope.header
    sealed = pharmacy.seal(envelope_id=header.id)
    pharmacy.send(sealed)
    answer = pharmacy.get(f"/envelopes/{TODAY}/{header.id.hex()}").json()
    assert (answer["state"], answer["attempts"], answer["steps"][0]["step"]) == ("accepted", 0, "accepted")
