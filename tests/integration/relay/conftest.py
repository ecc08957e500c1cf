"""A pharmacy of its own for each test module, and a second one where two must not meet."""

import pytest
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.running import PublishedRegister, RunningRelay


@pytest.fixture(scope="module")
def pharmacy(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000001")


@pytest.fixture(scope="module")
def neighbour(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000002")
