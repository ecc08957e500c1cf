"""A relay whose live board stands at another port, as the demo has it, and two pharmacies."""

from collections.abc import Callable, Iterator

import pytest
from tests.integration.relay.counter.pharmacy import Pharmacy
from tests.integration.relay.live.listening import RunningLive
from tests.integration.relay.people.conftest import new_counter
from tests.integration.running import PublishedRegister, RunningRelay, free_port

__all__ = ["new_counter"]


@pytest.fixture(scope="module")
def counter(new_counter: Callable[..., RunningRelay]) -> RunningRelay:
    """The module's relay."""
    port = free_port()
    return new_counter("counter_live", live_url=f"http://localhost:{port}/live", live_bind=f"127.0.0.1:{port}")


@pytest.fixture
def live(counter: RunningRelay) -> Iterator[RunningLive]:
    """The live process."""
    running = RunningLive.start(counter.environment, counter.log)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def pharmacy(counter: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.opened(counter, published_register, "990000031")


@pytest.fixture(scope="module")
def neighbour(counter: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.opened(counter, published_register, "990000032")
