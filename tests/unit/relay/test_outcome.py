from sceau.envelope.header import Header
from sceau.relay.intake.outcome import Accepted, Refused

HEADER = Header(id=bytes(16), pharmacy=bytes(16), day=20_000, sender=bytes(32), commit=bytes(32), routing=bytes(32))


def test_a_new_envelope_is_created() -> None:
    assert Accepted(HEADER).members() == {"id": "00" * 16, "status": 201, "day": 20_000, "state": "accepted"}


def test_a_header_to_adopt_is_told_in_base64url() -> None:
    assert Accepted(HEADER, status=200, adopt=b"\xff\xfe").members()["header"] == "__4"


def test_a_refusal_has_the_status_of_its_code() -> None:
    assert (Refused("conflict").status, Refused("conflict").members()["status"]) == (409, 409)


def test_a_refusal_says_whose_when_it_could_be_read() -> None:
    assert Refused("conflict", header=HEADER).members()["id"] == "00" * 16
    assert "id" not in Refused("not-canonical").members()
