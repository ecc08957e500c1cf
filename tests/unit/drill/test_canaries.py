from sceau.drill.canaries import CANARIES, canaries, crowd
from sceau.record.numbers import OID_TEST, nir_error

EVERYBODY = (*canaries(), *crowd(60))


def test_there_are_a_dozen_canaries_at_least() -> None:
    assert len(canaries()) == CANARIES >= 12


def test_their_numbers_have_valid_keys() -> None:
    assert [person.number for person in EVERYBODY if nir_error(person.nir, OID_TEST)] == []


def test_no_two_share_a_value() -> None:
    values = [(person.nir, person.phone, person.email, person.born, person.birth_name) for person in EVERYBODY]
    assert all(len(set(column)) == len(EVERYBODY) for column in zip(*values, strict=True))


def test_accents_corsica_and_both_results_are_among_them() -> None:
    assert any(not person.birth_name.isascii() for person in canaries())
    assert any("2A" in person.nir for person in canaries())
    assert len({person.outcome for person in canaries()}) == 2


def test_they_are_the_same_at_every_run() -> None:
    assert canaries() == canaries()
