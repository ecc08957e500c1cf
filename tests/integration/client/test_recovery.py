"""A pharmacy that began again: its other computers believe the recovery on the register's word, fetched once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from tests.integration.relay.pharmacy import SOFTWARE, publish
from tests.integration.running import OPERATOR_KEY, PublishedRegister, RunningRelay

from sceau.client.enrolment import Request, enrol
from sceau.client.http import Connection
from sceau.client.installation import Installation
from sceau.envelope.access import Kit
from sceau.envelope.enrol import recovery
from sceau.envelope.errors import EnvelopeError
from sceau.relay.commands import issue_software_statement

FINESS = "990000099"


@dataclass
class Listening(httpx2.HTTPTransport):
    """The network, and which paths were asked for; those of `silent` are answered with nothing."""

    asked: list[str] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.path)
        if request.url.path in self.silent:
            return httpx2.Response(200, content=b"")
        return super().handle_request(request)


@dataclass(frozen=True)
class Shop:
    relay: RunningRelay
    register: PublishedRegister
    network: Listening
    connection: Connection
    installation: Installation

    def recover(self) -> bytes:
        """Begin again with a new code; the hash of the entry."""
        code = self.register.enrol(FINESS)
        publish(self.relay, self.register)
        entry = recovery(self.installation.trusted().log, code=code, kit=Kit.new(), time=int(time.time()))
        self.installation.relay(self.connection).extend_log(self.installation.pharmacy, entry.encode())
        return entry.hash


@pytest.fixture
def shop(relay: RunningRelay, published_register: PublishedRegister, tmp_path: Path) -> Iterator[Shop]:
    network = Listening()
    with Connection(relay.url, transport=network) as connection:
        code = published_register.enrol(FINESS)
        publish(relay, published_register)
        request = Request(
            code, published_register.root_hash.hex(), FINESS, "Officine inventée", "0100000000", statement(relay)
        )
        installation = enrol(tmp_path / "home", request, connection=connection, kit=Kit.new())
        yield Shop(relay, published_register, network, connection, installation)


def statement(relay: RunningRelay) -> str:
    domain = relay.url.partition("://")[2]
    return issue_software_statement(OPERATOR_KEY, domain=domain, software=SOFTWARE, name="Logiciel inventé")


def test_a_recovery_that_the_register_vouches_for_is_believed(shop: Shop) -> None:
    head = shop.recover()
    shop.installation.refresh(shop.connection)
    assert shop.installation.trusted().log.head == head


def test_a_second_recovery_is_believed_too(shop: Shop) -> None:
    shop.recover()
    shop.installation.refresh(shop.connection)
    head = shop.recover()
    shop.installation.refresh(shop.connection)
    assert shop.installation.trusted().log.head == head


def test_enrolments_are_fetched_once_a_recovery_and_never_without_one(shop: Shop) -> None:
    shop.installation.refresh(shop.connection)
    before = shop.network.asked.count("/enrolments")
    shop.recover()
    for _ in range(2):
        shop.installation.refresh(shop.connection)
    assert (before, shop.network.asked.count("/enrolments")) == (0, 1)


def test_a_recovery_that_nobody_vouches_for_is_refused_and_changes_nothing(shop: Shop) -> None:
    before = shop.installation.trusted().log.head
    shop.recover()
    shop.network.silent.add("/enrolments")
    with pytest.raises(EnvelopeError, match="bad-enrolment"):
        shop.installation.refresh(shop.connection)
    assert shop.installation.trusted().log.head == before
