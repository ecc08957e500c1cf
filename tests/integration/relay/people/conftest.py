"""A relay whose pages have a name (passkeys need one), and a pharmacy with a titular, a member and a reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from tests.integration.relay.people.authenticator import Authenticator
from tests.integration.relay.people.browser import Browser
from tests.integration.running import PublishedRegister, RunningRelay, relay_environment

from sceau.relay.configuration import RelaySettings
from sceau.relay.people import contract, operating
from sceau.web.embedded import EmbeddedPostgres

RPPS = "07655473259"
CONTRACT = contract.in_force("fr").hash


def settings_of(relay: RunningRelay) -> RelaySettings:
    """The relay's settings, for what its operator runs beside it."""
    values = {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in relay.environment.items()}
    return RelaySettings.model_validate(values)


def approved(relay: RunningRelay, finess: str) -> operating.Given:
    """The one application of a pharmacy, approved as the operator read it."""
    settings = settings_of(relay)
    (number,) = (one.number for one in operating.list_applications(settings) if one.finess == finess)
    return operating.approve(settings, finess, number=number)


def application(finess: str, **changed: str) -> dict[str, str]:
    """A made-up pharmacy's application."""
    said = {
        "finess": finess,
        "name": "Pharmacie Inventée",
        "phone": "0100000000",
        "contact_name": "Camille Exemple",
        "email": f"camille.{finess}@pharmacie.example",
        "rpps": RPPS,
        "contract_hash": CONTRACT,
    }
    return {**said, **changed}


@dataclass
class Person:
    """Somebody at the counter: a browser, a passkey, and the membership's number."""

    browser: Browser
    passkey: Authenticator
    id: str


@dataclass
class Shop:
    """An approved pharmacy and its people by role; each at a browser of his own, signed in."""

    relay: RunningRelay
    finess: str
    people: dict[str, Person] = field(default_factory=dict)

    @classmethod
    def opened(cls, relay: RunningRelay, finess: str, **changed: str) -> "Shop":
        """Signed up and approved, with its titular pharmacist signed in."""
        shop = cls(relay, finess)
        asked = Browser.opened(relay.url).ask("POST", "applications", application(finess, **changed))
        assert asked.status_code == 201, asked.text
        link = approved(relay, finess).link
        shop.people["titular"] = shop.joined(link)
        return shop

    @property
    def titular(self) -> Person:
        return self.people["titular"]

    def titular_signs_in(self) -> None:
        """As inviting and giving roles ask for."""
        self.titular.browser.sign_in(self.titular.passkey)

    def joined(self, link: str) -> Person:
        """Somebody who followed a link."""
        browser, passkey = Browser.opened(self.relay.url), Authenticator(self.relay.url)
        session = browser.join(link.partition("#")[2], passkey)
        return Person(browser, passkey, session["member"])

    def invited(self, role: str, **more: object) -> Person:
        """Somebody whom the titular pharmacist invited, and who joined."""
        self.titular_signs_in()
        form = {"name": "Dominique Exemple", "role": role, **more}
        answer = self.titular.browser.ask("POST", "invitations", form)
        assert answer.status_code == 201, answer.text
        self.people[role] = self.joined(answer.json()["link"])
        return self.people[role]


def operator_link(shop: Shop) -> str:
    """The token of a new link for the titular pharmacist, from the operator."""
    return operating.link_again(settings_of(shop.relay), shop.finess).link.partition("#")[2]


@pytest.fixture(scope="module")
def new_counter(
    relay_cluster: EmbeddedPostgres,
    relay_template: str,
    published_register: PublishedRegister,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., RunningRelay]]:
    """Starts a relay at http://localhost on a fresh database of this name, with more settings."""
    started: list[RunningRelay] = []

    def start(name: str, **more: str) -> RunningRelay:
        environment = relay_environment(
            relay_cluster.create_database(name, template=relay_template), published_register
        )
        port = environment["SCEAU_RELAY_BIND"].rpartition(":")[2]
        environment["SCEAU_RELAY_PUBLIC_URL"] = f"http://localhost:{port}"
        environment |= {f"SCEAU_RELAY_{setting.upper()}": value for setting, value in more.items()}
        started.append(RunningRelay.start(environment, tmp_path_factory.mktemp(name) / "relay.log"))
        return started[-1]

    yield start
    for relay in started:
        relay.stop()


@pytest.fixture(scope="module")
def counter(request: pytest.FixtureRequest, new_counter: Callable[..., RunningRelay]) -> RunningRelay:
    """The module's relay."""
    return new_counter("counter_" + request.module.__name__.rpartition(".")[2])


@pytest.fixture(scope="module")
def shop(counter: RunningRelay) -> Shop:
    """One pharmacy for the whole module."""
    return Shop.opened(counter, "990000010")
