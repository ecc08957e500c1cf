"""Which enrolments vouch for the recoveries of a log."""

import pytest
from tests.unit.envelope.domains import NEW_CODE, OTHER, SIGNER, Domain, Pharmacy, enrolment_of
from tests.unit.envelope.messages import FINESS

from sceau.client.recovery import recovery_keys, vouched_for
from sceau.envelope.access import enrolment_seed
from sceau.envelope.signature import public_key

KEY = public_key(enrolment_seed(NEW_CODE))


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return domain


def test_a_log_that_was_never_recovered_needs_no_enrolment() -> None:
    assert recovery_keys(entry.encode() for entry in Pharmacy().entries) == frozenset()


def test_a_recovery_names_its_enrolment() -> None:
    pharmacy = Pharmacy()
    pharmacy.recover()
    assert recovery_keys(entry.encode() for entry in pharmacy.entries) == {KEY}


def test_the_registers_enrolment_vouches_and_is_kept(domain: Domain) -> None:
    enrolment = enrolment_of(KEY).encode()
    assert vouched_for({KEY}, [enrolment], domain.chain) == [enrolment]
    assert domain.chain.enrolments == {KEY: FINESS}


def test_enrolments_of_others_are_not_kept(domain: Domain) -> None:
    assert vouched_for({KEY}, [enrolment_of(public_key(OTHER)).encode()], domain.chain) == []


def test_a_strangers_signature_vouches_for_nothing(domain: Domain) -> None:
    assert vouched_for({KEY}, [enrolment_of(KEY, by=OTHER).encode()], domain.chain) == []


def test_a_void_enrolment_vouches_for_nothing_until_it_is_signed_again(domain: Domain) -> None:
    void, again = enrolment_of(KEY, by=SIGNER).encode(), enrolment_of(KEY, by=OTHER).encode()
    domain.revoke(domain.objects[-1])
    assert vouched_for({KEY}, [void], domain.chain) == []
    domain.add_signer(OTHER)
    assert vouched_for({KEY}, [void, again], domain.chain) == [again]
