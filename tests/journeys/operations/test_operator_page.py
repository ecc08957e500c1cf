"""The operator's page in a real browser: signing in, "where is my record" in one click, what holds of each state."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.computer import LOCALES, Computer, Language
from tests.journeys.operations.room import EMAIL, IDS, Room, control_room, finess
from tests.journeys.operations.scenes import asks, joins, whole

pytestmark = pytest.mark.journey

NewComputer = Callable[..., Computer]
WIDTHS = (360, 768, 1280)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A relay with fourteen made-up days."""
    with control_room(tmp_path_factory.mktemp("room")) as opened:
        opened.has_days()
        opened.has_envelopes()
        opened.has_a_row(42, "read")
        yield opened


@pytest.fixture
def new_computer(browser: Browser, room: Room) -> Iterator[NewComputer]:
    contexts = []

    def take(language: Language = "fr", *, width: int = 1280) -> Computer:
        context = browser.new_context(locale=LOCALES[language], viewport={"width": width, "height": 800})
        contexts.append(context)
        return Computer.taken(context, language, room.relay.url)

    yield take
    for context in contexts:
        context.close()


@pytest.fixture
def operator(new_computer: NewComputer, room: Room) -> Computer:
    """Given an operator who has joined."""
    computer = new_computer()
    joins(room, computer)
    return computer


def test_an_invited_operator_makes_a_passkey_signs_out_and_comes_back(operator: Computer) -> None:
    operator.sees(EMAIL, "Où est mon enregistrement")
    operator.page.locator("#sign-out").click()
    operator.page.locator("#sign-in").click()
    operator.page.locator("#record").wait_for()
    operator.sees(EMAIL)
    assert operator.errors == []


@pytest.mark.parametrize("plot", ["days", "queue"])
def test_a_plot_says_in_a_number_how_high_it_is(operator: Computer, plot: str) -> None:
    said = operator.page.locator(f"header:has(#{plot}) .aside").inner_text()
    assert re.search(r"au plus \d+", said)


def test_a_registered_record_is_found_in_one_click_with_all_its_steps(operator: Computer) -> None:
    operator.page.locator("#record").fill(IDS["registered"].hex())
    operator.page.get_by_role("button", name="Chercher").click()
    operator.sees("Enregistré par le registre.", "Accepté par le relais", "20\u202f518", "Lu par la personne, 2 fois")
    operator.sees("Officine inventée n°\u00a01")


def test_six_digits_and_the_finess_number_are_enough_at_the_telephone(operator: Computer) -> None:
    asks(operator, f"{finess(0)} {IDS['retried'].hex()[:6]}")
    operator.sees("Accepté ici, en route", "essais sans réponse\u202f: 2", "Le relais ne joint pas le registre")


def test_a_record_that_was_given_up_says_why_and_who_must_act(operator: Computer) -> None:
    asks(operator, IDS["dead"].hex().upper())
    operator.sees("Abandonné\u202f: l’officine est prévenue", "bloqué", "l’officine doit renvoyer")


def test_a_record_that_never_came_is_on_the_pharmacys_computer(operator: Computer) -> None:
    asks(operator, "0" * 31 + "7")
    operator.sees("Aucune enveloppe de cet identifiant", "sceau status")


def test_a_row_of_the_board_is_found_by_its_number(operator: Computer) -> None:
    asks(operator, f"{finess(0)} 42")
    operator.sees("Ligne 42", "Lu, pas encore envoyé")


def test_a_pharmacys_days_say_whose_they_are(operator: Computer) -> None:
    asks(operator, finess(1))
    operator.sees("Ses derniers jours", f"Officine inventée n°\u00a02 · {finess(1)}")


def test_one_that_was_given_up_is_counted_as_one(operator: Computer) -> None:
    assert operator.page.locator(".tiles .wrong").inner_text().split() == ["1", "abandonnée"]


def test_what_is_no_id_is_said_with_an_example_and_the_field_has_focus(operator: Computer) -> None:
    asks(operator, "mon résultat")
    operator.sees("Ce n’est ni un identifiant", "750000000 4fa19c")
    expect(operator.page.locator("#record")).to_be_focused()  # the browser gives it once it has drawn the page


def test_who_is_no_operator_sees_nothing_but_where_to_sign_in(new_computer: NewComputer, room: Room) -> None:
    stranger = new_computer()
    for path in ("/operator", "/operator/record", f"/operator/days/{room.today}"):
        stranger.opens(path)
        stranger.sees("Page de l’exploitant", "Se connecter")
        stranger.does_not_see("Officine inventée")


def test_times_are_shown_in_the_browsers_own_zone(browser: Browser, room: Room, operator: Computer) -> None:
    del operator
    context = browser.new_context(locale="fr-FR", timezone_id="Indian/Reunion")
    computer = Computer.taken(context, "fr", room.relay.url)
    joins(room, computer)
    asks(computer, IDS["registered"].hex())
    shown = computer.page.locator("time").first
    hour = (room.now.hour + 4 - (room.now.minute < 95 % 60) - 1) % 24
    assert f"{hour:02}:" in shown.inner_text()
    context.close()


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_every_state_shuts_nobody_out_and_fits_every_screen(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, language: Language
) -> None:
    with control_room(tmp_path_factory.mktemp("states")) as empty:
        context = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 800})
        computer = Computer.taken(context, language, empty.relay.url)
        found = []
        for name in whole(empty, computer):
            found += [f"{name}: {one}" for one in computer.accessibility_problems()]
            for width in WIDTHS:
                computer.page.set_viewport_size({"width": width, "height": 800})
                wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                found += [f"{name} is wider than {width}"] if computer.page.evaluate(wider) > 0 else []
        context.close()
    assert (found, computer.errors) == ([], [])
