"""Two pharmacies at the counter for each test module: of what one writes, the other must hear nothing."""

import pytest
from tests.integration.relay.counter.pharmacy import Pharmacy
from tests.integration.relay.people.conftest import counter, new_counter
from tests.integration.running import PublishedRegister, RunningRelay

__all__ = ["counter", "new_counter"]


@pytest.fixture(scope="module")
def pharmacy(counter: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.opened(counter, published_register, "990000021")


@pytest.fixture(scope="module")
def neighbour(counter: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.opened(counter, published_register, "990000022")
