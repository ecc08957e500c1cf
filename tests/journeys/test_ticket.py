"""A person reads a result: every way it can go, on a phone, from a real relay."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from tests.journeys.conftest import NewPhone
from tests.journeys.desk import (
    COVID,
    INFLUENZA_A,
    INFLUENZA_B,
    NEGATIVE,
    POSITIVE,
    STREPTOCOCCUS,
    UNSATISFACTORY,
    Desk,
)
from tests.journeys.phone import Phone

pytestmark = pytest.mark.journey


def test_a_person_waits_and_then_reads_a_negative_result(desk: Desk, phone: Phone) -> None:
    handed = desk.hand_over()
    phone.page.clock.install()
    phone.opens(handed.link)
    phone.sees_state("waiting")
    phone.sees_title("Pas encore prêt")
    desk.read(handed, {COVID: NEGATIVE})
    phone.page.clock.run_for(11_000)
    phone.sees_state("ready")
    phone.gives_birth_date()
    phone.sees_state("result")
    phone.sees("Dominique, votre test COVID‑19", "Négatif", "n’a pas été trouvé", "Refaites un test dans deux jours.")
    phone.sees("samedi 21 novembre 2026", "Camille Inventé", "COVID-VIRO", "A12345", "Pharmacie du Port")
    phone.sees_link_to_call("0199000000")


def test_the_page_that_waits_asks_seldom_and_then_says_whom_to_call(desk: Desk, phone: Phone) -> None:
    phone.page.clock.install()
    phone.page.clock.pause_at(datetime.now(UTC) + timedelta(days=1))  # it goes on by our hand only
    phone.opens(desk.hand_over().link)
    phone.sees_state("waiting")
    phone.does_not_see("Appelez la pharmacie")
    for seconds in (10, 20, 30, *[60] * 9):
        asked, drawn = phone.asked("/t/state"), phone.page.locator("h1").element_handle()
        phone.page.clock.run_for(1000 * seconds - 1)
        assert phone.asked("/t/state") == asked
        with phone.page.expect_response("**/t/state"):
            phone.page.clock.run_for(1)
        drawn.wait_for_element_state("hidden")  # the screen is drawn anew: the next pause has begun
        phone.sees("Rien de nouveau pour l’instant.")
    phone.sees("Appelez la pharmacie qui vous a testé.")


def test_a_positive_result_says_what_to_do(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: POSITIVE})
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees("Positif", "Protégez les autres", "appelez le 15")


def test_several_diseases_stand_on_one_page_what_was_found_first(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE, INFLUENZA_A: NEGATIVE, INFLUENZA_B: POSITIVE})
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees_title("Dominique, vos résultats")
    assert phone.page.locator(".outcomes .test").all_inner_texts() == ["Grippe B", "COVID‑19", "Grippe A"]
    assert phone.page.locator(".advice").count() == 1


def test_a_second_result_joins_the_first_on_the_same_ticket(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    given = desk.read(given, {STREPTOCOCCUS: POSITIVE}, sampled="2026-11-21T12:00:00+01:00")
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees("test de l’angine", "Positif", "test COVID‑19", "Négatif")


def test_a_corrected_result_replaces_the_first_and_says_so(desk: Desk, phone: Phone) -> None:
    given = desk.correct(desk.read(desk.hand_over(), {COVID: NEGATIVE}), {COVID: POSITIVE})
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees("Corrigé le", "Positif", "Ancien résultat", "Ne l’utilisez plus.")
    assert phone.page.locator(".outcome").all_inner_texts() == ["+\nPositif"]
    assert phone.page.locator(".old s").all_inner_texts() == ["Négatif"]


def test_a_sample_that_was_not_enough_is_neither(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: UNSATISFACTORY})
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees("À refaire", "Ce n’est ni positif ni négatif.")


def test_a_person_not_named_to_the_register_is_told_so(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE}, named=False)
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees("Le registre ne connaît pas votre nom.")


def test_a_wrong_date_costs_a_try_and_says_how_many_are_left(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.opens(given.link)
    phone.gives_birth_date("1", "1", "1980")
    phone.sees_title("Ce n’est pas cette date")
    phone.sees("Il reste 4 essais.", "Officine inventée")
    phone.sees_link_to_call("0100000000")
    phone.gives_birth_date()
    phone.sees_state("result")


def test_the_fifth_wrong_date_closes_the_link(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    desk.fail(given, 3)
    phone.opens(given.link)
    phone.gives_birth_date("1", "1", "1980")
    phone.sees("Il reste un seul essai.")
    phone.gives_birth_date("2", "1", "1980")
    phone.sees_state("locked")
    phone.sees("Cinq dates fausses ont été essayées.")
    phone.sees_link_to_call("0100000000")
    phone.does_not_see("Négatif", "Dominique")


def test_a_new_link_opens_and_the_old_one_says_so(desk: Desk, new_phone: NewPhone) -> None:
    first = desk.correct(desk.read(desk.hand_over(), {COVID: POSITIVE}), {COVID: NEGATIVE})
    second = desk.replace(first)
    old, new = new_phone(), new_phone()
    old.opens(first.link)
    old.sees_state("replaced")
    old.sees("Ouvrez le dernier lien")
    new.opens(second.link)
    new.gives_birth_date()
    new.sees("Négatif", "Corrigé le", "Ancien résultat")


def test_a_birth_date_not_fully_known_asks_for_the_spoken_code(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over_unsure("1979-03"), {COVID: NEGATIVE})
    phone.opens(given.link)
    phone.types_birth_date("28", "3", "1979")
    phone.types_code(given.code)
    phone.asks_to_see()
    phone.sees("Laissez une case vide")
    phone.types_birth_date("", "3", "1979")
    phone.types_code("12")
    phone.asks_to_see()
    phone.sees("Entrez les six chiffres")
    phone.types_code(given.code)
    phone.asks_to_see()
    phone.sees_state("result")


def test_a_date_that_is_none_costs_no_try(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.opens(given.link)
    phone.sees_state("ready")
    for day, month, year in (("31", "2", "1979"), ("", "", ""), ("1", "1", "2999")):
        phone.gives_birth_date(day, month, year)
        phone.sees("Exemple")
        phone.sees_focus_on("#day")
    assert not [request for request in phone.requests if request.url.endswith("/t/open")]


def test_a_whole_date_typed_in_one_box_fills_all_three(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.opens(given.link)
    phone.page.locator("#day").fill("28/03/1979")
    phone.sees("28 mars 1979")
    phone.asks_to_see()
    phone.sees_state("result")


def test_a_link_that_nobody_handed_over_is_unknown(desk: Desk, phone: Phone) -> None:
    phone.opens(f"{desk.url}/t#{'A' * 43}")
    phone.sees_state("unknown")


@pytest.mark.parametrize("fragment", ["", "#", "#short", "#" + "A" * 44])
def test_a_link_cut_short_asks_to_be_opened_again(desk: Desk, phone: Phone, fragment: str) -> None:
    phone.opens(f"{desk.url}/t{fragment}")
    phone.sees_state("unreadable")
    assert not [request for request in phone.requests if request.method == "POST"]


def test_without_network_the_page_says_so_and_goes_on_later(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.page.route("**/t/state", lambda route: route.abort())
    phone.opens(given.link)
    phone.sees_state("offline")
    phone.page.unroute("**/t/state")
    phone.page.get_by_role("button", name="Réessayer").click()
    phone.sees_state("ready")


def test_a_network_lost_while_opening_costs_nothing_typed(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.page.route("**/t/open", lambda route: route.abort())
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees_state("offline")
    phone.page.unroute("**/t/open")
    phone.page.get_by_role("button", name="Réessayer").click()
    phone.sees("28 mars 1979")
    phone.asks_to_see()
    phone.sees_state("result")


def test_a_service_that_fails_is_said_to_fail(desk: Desk, phone: Phone) -> None:
    phone.page.route("**/t/state", lambda route: route.fulfill(status=503, body="{}"))
    phone.opens(desk.hand_over().link)
    phone.sees_state("failed")
    phone.sees("Votre résultat n’est pas perdu.")


def test_a_result_changed_on_its_way_is_not_shown(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    copy = given.sealed[0].envelope.copies[2]

    def flip_a_bit(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.body().replace(copy, bytes([copy[0] ^ 1]) + copy[1:])
        assert body != answer.body()
        route.fulfill(response=answer, body=body)  # type: ignore[attr-defined]

    phone.page.route("**/t/open", flip_a_bit)
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees_state("damaged")
    phone.does_not_see("Négatif")


def test_an_old_browser_is_told_to_be_updated(desk: Desk, phone: Phone) -> None:
    phone.context.add_init_script(
        "crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))"
    )
    phone.opens(desk.hand_over().link)
    phone.sees_state("outdated")


def test_the_language_changes_at_once_and_keeps_what_was_typed(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.opens(given.link)
    phone.types_birth_date("28", "3", "1979")
    asked = len(phone.requests)
    phone.changes_language()
    phone.speaks("en")
    phone.sees("Your result is ready", "28 March 1979")
    assert len(phone.requests) == asked
    phone.asks_to_see()
    phone.sees("Dominique, your COVID‑19 test", "Negative")
    phone.changes_language()
    phone.speaks("fr")
    phone.sees("Négatif")


def test_a_journey_needs_no_mouse(desk: Desk, phone: Phone) -> None:
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE})
    phone.opens(given.link)
    phone.sees_focus_on("h1")
    keyboard = phone.page.keyboard
    for part in ("28", "3", "1979"):
        keyboard.press("Tab")
        keyboard.type(part)
    keyboard.press("Enter")
    phone.sees_state("result")
    phone.sees_focus_on("h1")
    keyboard.press("Tab")
    phone.sees_focus_on("button.primary")
    keyboard.press("Tab")
    phone.sees_focus_on("a[href^='tel:']")


def test_a_result_is_there_within_the_minute_that_it_is_sent(desk: Desk, phone: Phone) -> None:
    """The register plays no part: in this relay none is running."""
    given = desk.read(desk.hand_over(), {COVID: NEGATIVE}, sampled=time.strftime("%Y-%m-%dT%H:%M:%S+00:00"))
    phone.opens(given.link)
    phone.gives_birth_date()
    phone.sees_state("result")
