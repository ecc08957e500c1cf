import pytest

from sceau.relay.operators.whereabouts import Asked, understand

ID = "4fa19c2e" * 4


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (ID, Asked(id=bytes.fromhex(ID))),
        (f"  {ID.upper()} ", Asked(id=bytes.fromhex(ID))),
        ("-".join((ID[:8], ID[8:16], ID[16:24], ID[24:])), Asked(id=bytes.fromhex(ID))),
        ("750000000", Asked(finess="750000000")),
        ("2A0000001", Asked(finess="2A0000001")),
        ("750000000 4fa19c", Asked(finess="750000000", prefix="4fa19c")),
        ("750000000 4FA1 9C2E", Asked(finess="750000000", prefix="4fa19c2e")),
        ("750000000 42", Asked(finess="750000000", number=42)),
        ("750000000 123456", Asked(finess="750000000", prefix="123456")),
    ],
)
def test_what_somebody_reads_out_is_understood(typed: str, asked: Asked) -> None:
    assert understand(typed) == asked


@pytest.mark.parametrize(
    "typed", ["", "mon résultat", ID[:-1], f"{ID}0", "750000000 4fa1", "750000000 0", "75000000", "'; DROP TABLE item"]
)
def test_what_is_none_of_it_is_not(typed: str) -> None:
    assert understand(typed) is None
