"""A result that was wrong: corrected, then taken back, each with its reason, on the ticket and at the register."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.officer import registered
from tests.journeys.counter.till import COVID, Somebody, Till

from sceau.demo.people import NEGATIVE, POSITIVE
from sceau.demo.world import World

INVALID = "125154007"
AT_THE_REGISTER = 60_000


@dataclass(frozen=True, slots=True)
class Given:
    """A result that was sent and registered, and the link of its ticket."""

    till: Till
    link: str
    finess: str


@pytest.fixture(scope="module")
def given(world: World, numbers: Iterator[int], new_till: NewTill) -> Given:
    till = new_till()
    opening = world.open_shop(str(next(numbers)), name="Pharmacie du Port", titular="Camille Inventé")
    till.begins_pharmacy(opening)
    till.chooses_responsible()
    till.opens_box()
    till.captures(Somebody())
    link = till.hands_over()
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    return Given(till, link, opening.finess)


def opens_visit(till: Till) -> None:
    till.does("Alt+J")
    till.page.locator(".visit").click()
    expect(till.page.locator("dialog[open]")).to_be_visible()


def gives_reason(till: Till, words: str) -> None:
    till.page.locator("#reason").select_option(label=words)
    till.does("F2")
    expect(till.page.locator("dialog[open] .notice.done")).to_be_visible()
    till.sees(f"motif : {words}", "saisi par Camille Inventé, responsable Camille Inventé")
    till.does("Escape")


def reads_on(new_phone: NewPhone, link: str, *texts: str) -> None:
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date()
    phone.sees(*texts)
    assert phone.errors == []


def wait_for_register(world: World, given: Given, *, count: int) -> None:
    ends = time.monotonic() + AT_THE_REGISTER / 1000
    while len(registered(world, given.finess)) < count and time.monotonic() < ends:
        given.till.page.wait_for_timeout(500)


def outcomes_at_the_register(world: World, finess: str) -> list[tuple[str, str | None]]:
    """Each with what was remarked."""
    analytes = [record["result"]["analytes"][0] for record in registered(world, finess)]
    return sorted((analyte["outcome"], analyte.get("comment")) for analyte in analytes)


def test_a_correction_says_so_on_the_ticket_and_the_register_has_both(
    world: World, given: Given, new_phone: NewPhone
) -> None:
    till = given.till
    # Given a negative result that was registered, and read on a phone
    reads_on(new_phone, given.link, "Négatif")
    # When it is corrected to positive, with a reason
    opens_visit(till)
    till.does("F2")
    till.page.locator(f"[id='correct-outcome_{COVID}']").select_option(POSITIVE)
    gives_reason(till, "Erreur de résultat")
    # Then it is registered, and the ticket says that it was corrected
    expect(till.page.locator(".visit .standing")).to_contain_text("enregistré", timeout=AT_THE_REGISTER)
    reads_on(new_phone, given.link, "Positif", "Corrigé le", "Ancien résultat")
    # And the register has both
    assert outcomes_at_the_register(world, given.finess) == [(POSITIVE, "Erreur de résultat"), (NEGATIVE, None)]
    assert till.errors == []


def test_a_result_taken_back_counts_no_more_and_the_ticket_says_so(
    world: World, given: Given, new_phone: NewPhone
) -> None:
    till = given.till
    # Given a result that was corrected already
    # When it is taken back, with a reason
    opens_visit(till)
    till.does("Delete")
    gives_reason(till, "Mauvaise personne")
    # Then the day counts it as cancelled, and the ticket says that there is none
    expect(till.page.locator(".visit .standing")).to_contain_text("annulé")
    wait_for_register(world, given, count=3)
    reads_on(new_phone, given.link, "Résultat annulé", "Appelez votre pharmacie", "Mauvaise personne", "Annulé le")
    # And the register has all three
    assert (INVALID, "Mauvaise personne") in outcomes_at_the_register(world, given.finess)
    assert till.errors == []
