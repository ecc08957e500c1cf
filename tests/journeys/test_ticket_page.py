"""What holds for the ticket page in every state: nobody is shut out, nothing leaks, nothing is left behind."""

import gzip
import re
import subprocess
from collections.abc import Callable, Mapping
from typing import Final

import httpx2
import pytest
from playwright.sync_api import Browser, Route
from tests.journeys.conftest import NewPhone
from tests.journeys.desk import (
    COVID,
    INFLUENZA_A,
    LEUCOCYTES,
    NEGATIVE,
    POSITIVE,
    STREPTOCOCCUS,
    UNCLEAR,
    UNSATISFACTORY,
    Desk,
    Handed,
)
from tests.journeys.pdf import texts_of
from tests.journeys.phone import ROOT, Language, Phone, Scheme

pytestmark = pytest.mark.journey

BUDGET_IN_BYTES = 100_000
WIDTHS = (320, 360, 768, 1280)
# On which side of the page each stands: by its own edges, or by the edges of its text.
_SIDES = """
() => {
  const middle = innerWidth / 2;
  const side = ({ left, right }) => (middle - left > right - middle ? "left" : "right");
  const text = document.createRange();
  text.selectNodeContents(document.querySelector("h1:not(.visually-hidden), legend, .outcome") ?? document.body);
  const edges = (selector) => document.querySelector(selector).getBoundingClientRect();
  return { mark: side(edges(".mark")), switcher: side(edges("#language")), title: side(text.getBoundingClientRect()) };
}
"""


def waiting(desk: Desk, phone: Phone) -> None:
    phone.opens(desk.hand_over().link)
    phone.sees_state("waiting")


def ready(desk: Desk, phone: Phone) -> None:
    phone.opens(given(desk).link)
    phone.sees_state("ready")


def asked_again(desk: Desk, phone: Phone) -> None:
    ready(desk, phone)
    phone.gives_birth_date("31", "2", "1979")
    phone.sees_focus_on("#day")


def asked_for_code(desk: Desk, phone: Phone) -> None:
    phone.opens(desk.read(desk.hand_over_unsure("1979-03"), {COVID: NEGATIVE}).link)
    phone.sees_state("ready")
    phone.types_birth_date("", "3", "1979")
    phone.asks_to_see()
    phone.sees_focus_on("#code")


def wrong(desk: Desk, phone: Phone) -> None:
    ready(desk, phone)
    phone.gives_birth_date("1", "1", "1980")
    phone.page.locator(".tries").wait_for()


def negative(desk: Desk, phone: Phone) -> None:
    reads(phone, given(desk))


def positive(desk: Desk, phone: Phone) -> None:
    reads(phone, desk.read(desk.hand_over(), {COVID: POSITIVE}))


def several(desk: Desk, phone: Phone) -> None:
    outcomes = {COVID: UNCLEAR, INFLUENZA_A: POSITIVE, LEUCOCYTES: NEGATIVE}
    reads(phone, desk.read(desk.hand_over(), outcomes, comment="Trait très net."))


def corrected(desk: Desk, phone: Phone) -> None:
    reads(phone, desk.correct(given(desk), {COVID: POSITIVE}))


def cancelled(desk: Desk, phone: Phone) -> None:
    reads(phone, desk.correct(given(desk), {COVID: UNSATISFACTORY}))


def openings(desk: Desk, phone: Phone) -> None:
    """The pharmacy looked, somebody tried a wrong date, then it was opened: two are proven, one waits for its proof."""
    handed = given(desk)
    desk.look(handed)
    desk.fail(handed, 1)
    desk.settle()
    reads(phone, handed)
    phone.asks_who_opened()
    phone.sees_state("openings")


def locked(desk: Desk, phone: Phone) -> None:
    handed = given(desk)
    desk.lock(handed)
    phone.opens(handed.link)
    phone.sees_state("locked")


def replaced(desk: Desk, phone: Phone) -> None:
    handed = given(desk)
    desk.replace(handed)
    phone.opens(handed.link)
    phone.sees_state("replaced")


def unknown(desk: Desk, phone: Phone) -> None:
    phone.opens(f"{desk.url}/t#{'A' * 43}")
    phone.sees_state("unknown")


def unreadable(desk: Desk, phone: Phone) -> None:
    phone.opens(f"{desk.url}/t")
    phone.sees_state("unreadable")


def offline(desk: Desk, phone: Phone) -> None:
    phone.page.route("**/t/state", lambda route: route.abort())
    phone.opens(desk.hand_over().link)
    phone.sees_state("offline")
    phone.errors.clear()  # the browser itself says that the request failed


def given(desk: Desk) -> Handed:
    return desk.read(desk.hand_over(), {COVID: NEGATIVE})


def reads(phone: Phone, handed: Handed) -> None:
    phone.opens(handed.link)
    phone.gives_birth_date()
    phone.sees_state("result")


STATES: Final[Mapping[str, Callable[[Desk, Phone], None]]] = {
    state.__name__: state
    for state in (
        waiting,
        ready,
        asked_again,
        asked_for_code,
        wrong,
        negative,
        positive,
        several,
        corrected,
        cancelled,
        openings,
        locked,
        replaced,
        unknown,
        unreadable,
        offline,
    )
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_nobody_is_shut_out_and_nothing_leaks(
    desk: Desk, new_phone: NewPhone, state: str, language: Language, scheme: Scheme
) -> None:
    phone = new_phone(language, scheme=scheme)
    STATES[state](desk, phone)
    phone.speaks(language)
    assert phone.policy_refusals() == []
    assert phone.errors == []
    assert phone.hosts_asked() == {desk.url}
    assert phone.address == f"{desk.url}/t"
    assert phone.page.locator("h1").count() == 1
    assert phone.page.locator(".primary").count() <= 1
    assert phone.accessibility_problems() == []


@pytest.mark.parametrize("state", STATES)
def test_it_fits_every_screen_and_the_thumb(desk: Desk, phone: Phone, state: str) -> None:
    STATES[state](desk, phone)
    for width in WIDTHS:
        phone.page.set_viewport_size({"width": width, "height": 740})
        assert (width, phone.overflow(), phone.small_targets()) == (width, 0, [])


def test_the_secret_reaches_no_address_no_history_and_no_storage(desk: Desk, phone: Phone) -> None:
    handed = given(desk)
    secret = handed.link.partition("#")[2]
    reads(phone, handed)
    assert not [request.url for request in phone.requests if secret in request.url]
    assert not [request for request in phone.requests if secret.encode() in (request.post_data_buffer or b"")]
    assert phone.page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert phone.page.evaluate("JSON.stringify(history.state) + document.referrer + name") == "null"


def test_the_result_is_gone_after_leaving_and_coming_back(desk: Desk, phone: Phone) -> None:
    negative(desk, phone)
    phone.page.goto("about:blank")
    phone.page.go_back()
    phone.sees_state("unreadable")
    phone.does_not_see("Négatif", "Dominique")


def test_the_result_is_gone_after_loading_again(desk: Desk, phone: Phone) -> None:
    negative(desk, phone)
    phone.page.reload()
    phone.sees_state("unreadable")


def test_another_ticket_scanned_into_the_same_tab_is_read(desk: Desk, phone: Phone) -> None:
    negative(desk, phone)
    other = desk.read(desk.hand_over("1950-12-01"), {COVID: POSITIVE})
    phone.opens(other.link)
    phone.sees_state("ready")
    phone.gives_birth_date("1", "12", "1950")
    phone.sees("Positif")


def test_the_tab_does_not_say_the_result(desk: Desk, phone: Phone) -> None:
    positive(desk, phone)
    assert phone.page.title() == "Résultat de test"


def test_a_print_has_the_result_and_whom_to_call_and_no_button(desk: Desk, phone: Phone) -> None:
    negative(desk, phone)
    phone.page.emulate_media(media="print")
    phone.sees("Négatif", "Pharmacie du Port")
    assert phone.page.locator(".number").is_visible()
    assert not [each for each in phone.page.locator("button, .action").all() if each.is_visible()]


def test_a_print_is_on_white_paper_in_the_dark_too(desk: Desk, new_phone: NewPhone) -> None:
    phone = new_phone(scheme="dark")
    negative(desk, phone)
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = phone.page.evaluate(colour)
    phone.page.emulate_media(media="print")
    assert (phone.page.evaluate(colour) == dark, phone.page.evaluate(colour)) == (False, "rgb(251, 251, 248)")


def test_a_document_is_made_on_the_phone_and_no_server_sees_it(desk: Desk, phone: Phone) -> None:
    handed = given(desk)
    reads(phone, handed)
    asked = len(phone.requests)
    name, file = phone.saves()
    phone.sees("Le document est sur votre téléphone.")
    assert re.fullmatch(r"resultat-2026-11-21\.pdf", name)
    new = [request for request in phone.requests[asked:] if not request.url.startswith("blob:")]
    assert [request for request in new if request.method != "GET" or "/static/" not in request.url] == []
    assert handed.link.partition("#")[2].encode() not in file
    assert phone.policy_refusals() == []
    assert phone.errors == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_document_says_what_the_page_says_and_who_was_tested(
    desk: Desk, new_phone: NewPhone, language: Language
) -> None:
    phone = new_phone(language)
    negative(desk, phone)
    texts = texts_of(phone.saves()[1])
    said = {
        "fr": [
            "Résultat de test",
            "– Négatif",
            "Portez un masque.",
            "28 mars 1979",
            "samedi 21 novembre 2026 à 11 h 36",
        ],
        "en": ["Test result", "– Negative", "Wear a mask.", "28 March 1979", "Saturday 21 November 2026, 11:36"],
    }[language]
    assert [
        one for one in [*said, "Dominique EXEMPLE", "Pharmacie du Port", "01 99 00 00 00"] if one not in texts
    ] == []


def test_the_document_of_several_results_has_them_all(desk: Desk, phone: Phone) -> None:
    handed = desk.read(given(desk), {STREPTOCOCCUS: POSITIVE}, sampled="2026-11-21T12:00:00+01:00")
    reads(phone, handed)
    texts = texts_of(phone.saves()[1])
    assert [one for one in texts if one in {"+ Positif", "– Négatif"}] == ["+ Positif", "– Négatif"]


def test_the_document_leaves_out_what_was_corrected(desk: Desk, phone: Phone) -> None:
    reads(phone, desk.correct(given(desk), {COVID: POSITIVE}))
    texts = texts_of(phone.saves()[1])
    assert [one for one in texts if one in {"+ Positif", "– Négatif"}] == ["+ Positif"]
    assert [one for one in texts if one.startswith("Corrigé le")] != []


def test_without_network_the_document_says_so_and_is_made_later(desk: Desk, phone: Phone) -> None:
    negative(desk, phone)
    phone.page.route("**/static/draw-*", lambda route: route.abort())
    phone.page.locator("button.primary").click()
    phone.sees("Le document n’a pas pu être fait.")
    phone.page.unroute("**/static/draw-*")
    assert texts_of(phone.saves()[1])


def test_letters_twice_as_large_hide_nothing(desk: Desk, new_phone: NewPhone) -> None:
    for state in STATES.values():
        phone = new_phone()
        state(desk, phone)
        phone.page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert (state.__name__, phone.overflow(), phone.cut_texts()) == (state.__name__, 0, [])


@pytest.fixture(scope="session")
def from_right_to_left(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page's script, with one more language that nobody wrote."""
    built = tmp_path_factory.mktemp("pseudo") / "ticket.js"
    subprocess.run(["node", "browser/test/ticket/pseudo.mjs", built], cwd=ROOT, check=True)
    return built.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", STATES)
def test_a_language_from_right_to_left_is_data_alone(
    desk: Desk, browser: Browser, from_right_to_left: str, state: str
) -> None:
    context = browser.new_context(locale="ar", viewport={"width": 360, "height": 740})
    phone = Phone.taken(context, "fr")
    phone.page.route("**/t", unbound)
    phone.page.route(
        "**/static/ticket.js", lambda route: route.fulfill(body=from_right_to_left, content_type="text/javascript")
    )
    STATES[state](desk, phone)
    assert phone.page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == ["ar", "rtl"]
    assert (phone.overflow(), phone.cut_texts(), phone.small_targets()) == (0, [], [])
    assert phone.page.evaluate(_SIDES) == {"mark": "right", "switcher": "left", "title": "right"}
    assert phone.accessibility_problems() == []
    context.close()


def unbound(route: Route) -> None:
    """The page without its integrity attributes, so that another script may take the place of its own."""
    page = route.fetch()
    route.fulfill(response=page, body=re.sub(' integrity="[^"]*"', "", page.text()))


def test_a_script_swapped_under_the_page_does_not_run(desk: Desk, phone: Phone) -> None:
    """Attack case 19, where only the script was reached: a cache, a mirror."""
    swapped = "document.title = 'stolen'"
    phone.page.route("**/static/ticket.js", lambda one: one.fulfill(body=swapped, content_type="text/javascript"))
    phone.opens(desk.hand_over().link)
    assert phone.page.title() == "Résultat de test"
    assert ["integrity" in error for error in phone.errors] == [True]
    phone.errors.clear()


def test_the_page_allows_no_script_but_its_own(desk: Desk) -> None:
    policy = httpx2.get(f"{desk.url}/t").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "trusted-types 'none'" in policy
    assert "unsafe" not in policy


def test_the_page_says_what_to_do_without_script(desk: Desk, new_phone: NewPhone) -> None:
    browser = new_phone().context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(desk.hand_over().link)
    assert "Activez JavaScript" in page.locator("main").inner_text()
    context.close()


def test_the_whole_page_weighs_less_than_its_budget(desk: Desk, phone: Phone) -> None:
    negative(desk, phone)
    addresses = {request.url for request in phone.requests if request.method == "GET"}
    assert {address.rpartition("/")[2] for address in addresses} >= {"t", "ticket.css", "ticket.js", "inter.woff2"}
    assert sum(compressed(httpx2.get(address).content) for address in addresses) < BUDGET_IN_BYTES


def compressed(content: bytes) -> int:
    return min(len(content), len(gzip.compress(content)))
