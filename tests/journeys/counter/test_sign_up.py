"""From a form on the web to a pharmacy's own counter, by the operator's command and a link in a mail."""

import re
from collections.abc import Iterator

from tests.journeys.counter import operator
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.till import Till

from sceau.demo.shops import RPPS, Opening
from sceau.demo.world import World


def address_of(finess: str) -> str:
    return f"titulaire-{finess}@pharmacie.example"


def fills_in(till: Till, finess: str) -> None:
    said = {
        "finess": finess,
        "name": "Pharmacie du Marché",
        "phone": "01 99 00 00 01",
        "contact": "Paule Didot",
        "email": address_of(finess),
        "rpps": RPPS,
    }
    for name, value in said.items():
        till.page.locator(f"#{name}").fill(value)
    till.page.locator("#accept").check()


def link_mailed(world: World, address: str) -> str:
    (message,) = [one for one in world.catcher.messages() if one["to"] == address]
    found = re.search(r"https?://\S+#\S+", message["text"])
    assert found is not None
    return found[0]


def test_a_form_an_approval_a_mail_and_the_counter_opens(
    world: World, numbers: Iterator[int], new_till: NewTill
) -> None:
    finess = str(next(numbers))
    # Given a pharmacy that fills in the form
    till = new_till()
    till.opens("/counter/signup")
    fills_in(till, finess)
    till.does("F2")
    till.sees("Demande envoyée", address_of(finess))
    # When the operator finds it among those who wait, calls the pharmacy and approves
    (waiting,) = [one for one in operator.applications(world) if one.finess == finess]
    assert (waiting.name, waiting.contact_name, waiting.rpps) == ("Pharmacie du Marché", "Paule Didot", RPPS)
    assert operator.approves(world, finess)
    # Then the link in the mail, with the code of the register's officer, opens a counter
    code = operator.register_gives_code(world, finess)
    till.begins_pharmacy(Opening(finess, link_mailed(world, address_of(finess)), code))
    till.sees("Pharmacie du Marché")
    assert finess not in [one.finess for one in operator.applications(world)]
    # And the link works once
    other = new_till()
    other.page.goto(link_mailed(world, address_of(finess)))
    other.sees("Ce lien n’est plus valable.")
    assert till.errors == []


def test_a_form_with_mistakes_says_each_and_sends_nothing(world: World, new_till: NewTill) -> None:
    # Given a form with a digit wrong in the RPPS number, and the contract not accepted
    till = new_till()
    till.opens("/counter/signup")
    fills_in(till, "75A")
    till.page.locator("#rpps").fill("01234567890")
    till.page.locator("#accept").uncheck()
    # When it is sent
    till.does("F2")
    # Then it says what to correct, and nobody waits
    till.sees("9 caractères, par exemple", "la clé de contrôle", "Lisez le contrat, puis cochez la case.")
    assert "75A" not in [one.finess for one in operator.applications(world)]
    assert till.errors == []
