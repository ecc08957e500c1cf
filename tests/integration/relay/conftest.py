"""A pharmacy of its own for each test module, and a second one where two must not meet."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from tests.integration.relay.outbox import DAY, Outbox
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.running import PublishedRegister, RunningRelay

from sceau.web.database import open_pool
from sceau.web.embedded import EmbeddedPostgres


@pytest.fixture(scope="module")
def pharmacy(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000001")


@pytest.fixture(scope="module")
def neighbour(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000002")


@pytest.fixture
def outbox(relay_cluster: EmbeddedPostgres, relay_template: str) -> Iterator[Outbox]:
    url = relay_cluster.create_database(f"deliver_{uuid4().hex}", template=relay_template)
    with open_pool(url, size=2) as pool:
        with pool.connection() as connection:
            connection.execute("SELECT create_weeks(%s, %s)", (DAY, DAY))
        yield Outbox(pool)
