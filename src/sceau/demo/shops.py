"""Pharmacies that sign up at the demo's counter: applied for and approved as an operator does it.

What the titular pharmacist does next is done in a browser: the link makes a passkey, the code begins the log.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import psycopg

from sceau.demo.processes import DemoError
from sceau.register import commands as register_commands
from sceau.register.configuration import RegisterSettings
from sceau.relay.configuration import RelaySettings
from sceau.relay.people import applications, contract, invitations
from sceau.relay.people.forms import Application

RPPS: Final = "01234567897"  # of the national documentation: nobody's
_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Opening:
    """What a titular pharmacist has in hand: the operator's link, and the code that the register's officer gave."""

    finess: str
    link: str
    code: str


def open_shop(relay: RelaySettings, register: RegisterSettings, *, finess: str, name: str, titular: str) -> Opening:
    """Sign the pharmacy up and approve it. DemoError when the register's code does not reach the relay."""
    form = Application(
        finess=finess,
        name=name,
        phone="0199000000",
        contact_name=titular,
        email="titulaire@pharmacie.example",
        rpps=RPPS,
        contract_hash=contract.in_force("fr").hash,
    )
    now = datetime.now(UTC)
    with psycopg.connect(relay.database_url.get_secret_value()) as connection:
        applications.apply(connection, form, now)
        (waiting,) = applications.waiting(connection, finess)
        letter = applications.approve(connection, finess, number=waiting.number, now=now)
    code = give_code(relay, register, finess=finess)
    return Opening(finess, invitations.link(relay.public_url, letter.token), code)


def give_code(relay: RelaySettings, register: RegisterSettings, *, finess: str) -> str:
    """An enrolment code, one more where the pharmacy has some, once the relay knows that the register gave it.

    DemoError when that takes too long.
    """
    with psycopg.connect(relay.database_url.get_secret_value()) as connection:
        known = _enrolments(connection, finess)
        code = register_commands.enrolment_new(register, finess=finess)
        _wait_for_enrolment(connection, finess, known)
    return code


def _enrolments(connection: "psycopg.Connection[tuple[object, ...]]", finess: str) -> int:
    return connection.execute("SELECT FROM enrolment WHERE finess = %s", (finess,)).rowcount


def _wait_for_enrolment(connection: "psycopg.Connection[tuple[object, ...]]", finess: str, known: int) -> None:
    """The worker brings it soon."""
    ends = time.monotonic() + _SECONDS
    while _enrolments(connection, finess) == known:
        if time.monotonic() > ends:
            raise DemoError("the relay's worker did not bring the register's enrolment")
        connection.rollback()
        time.sleep(0.1)
