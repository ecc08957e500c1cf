"""Keys in a real browser with a virtual authenticator that has PRF: begun, unlocked, invited, lost, removed.

The pure parts are in `browser/test/counter/keys`; here passkeys, pages and relay are the real ones.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright
from tests.integration.relay.people.conftest import RPPS, approved, settings_of
from tests.integration.running import PublishedRegister, RunningRelay, relay_environment

from sceau.relay.commands import import_statements
from sceau.relay.people import operating
from sceau.web.embedded import EmbeddedPostgres

pytestmark = pytest.mark.journey
FINESS = "990000031"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NewPage = Callable[..., Page]


class Relay:
    """A relay at http://localhost, and the register whose officer gives codes."""

    def __init__(self, running: RunningRelay, register: PublishedRegister) -> None:
        self.running = running
        self.register = register
        self.publish()

    def publish(self) -> None:
        import_statements(settings_of(self.running), self.register.objects, self.register.enrolments)

    def code(self) -> str:
        code = self.register.enrol(FINESS)
        self.publish()
        return code


@pytest.fixture(scope="module")
def relay(
    relay_cluster: EmbeddedPostgres, relay_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Relay]:
    register = PublishedRegister()
    database = relay_cluster.create_database("keys_in_a_browser", template=relay_template)
    environment = relay_environment(database, register)
    port = environment["SCEAU_RELAY_BIND"].rpartition(":")[2]
    environment["SCEAU_RELAY_PUBLIC_URL"] = f"http://localhost:{port}"
    running = RunningRelay.start(environment, tmp_path_factory.mktemp("keys") / "relay.log")
    yield Relay(running, register)
    running.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def new_page(browser: Browser) -> Iterator[NewPage]:
    """A browser of somebody's own, with an authenticator; nothing comes out of its printer."""
    contexts = []

    def take(*, prf: bool = True) -> Page:
        context = browser.new_context(locale="fr-FR")
        contexts.append(context)
        page = context.new_page()
        page.add_init_script("window.print = () => undefined")
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "hasPrf": prf}})
        return page

    yield take
    for context in contexts:
        context.close()


class Claire:
    """The titular pharmacist's browser, and the kit on paper."""

    def __init__(self, page: Page, relay: Relay) -> None:
        self.page = page
        self.sent: list[str] = []
        page.on("request", self._note)
        sign_up(page, relay)
        page.goto(approved(relay.running, FINESS).link)
        page.locator("#label").wait_for()
        assert "#" not in page.url
        page.keyboard.press("F2")
        page.locator("#code").fill(relay.code())
        page.keyboard.press("F2")
        self.kit = prove_kit(page)
        page.get_by_role("heading", name="Ouvrir chaque jour").wait_for()
        page.keyboard.press("F2")
        page.get_by_text("La pharmacie est prête").wait_for()

    def _note(self, request: Request) -> None:
        self.sent.append(str(request.post_data_buffer or b""))

    def board(self) -> None:
        self.page.keyboard.press("F2")
        self.page.get_by_role("heading", name="En salle").wait_for()


@pytest.fixture(scope="module")
def claire(new_page: NewPage, relay: Relay) -> Claire:
    return Claire(new_page(), relay)


@pytest.fixture(scope="module")
def paul(claire: Claire, new_page: NewPage) -> Page:
    """Somebody invited, whose keys were confirmed after the words were compared."""
    claire.page.keyboard.press("Alt+m")
    claire.page.get_by_role("button", name="Inviter").click()
    claire.page.locator("#invite-name").fill("Paul Exemple")
    claire.page.keyboard.press("F2")
    link = claire.page.locator(".link-shown").inner_text().strip()
    claire.page.keyboard.press("Escape")
    page = new_page()
    page.goto(link)
    page.locator("#label").wait_for()
    page.keyboard.press("F2")
    prove_kit(page)
    page.get_by_role("heading", name="Ouvrir chaque jour").wait_for()
    page.keyboard.press("F2")
    words = page.locator(".six-words li")
    words.first.wait_for()
    asking = claire.page.locator(".asking .six-words li")
    asking.first.wait_for()
    assert asking.all_inner_texts() == words.all_inner_texts()
    claire.page.keyboard.press("Alt+o")
    page.get_by_text("Vous faites partie de l’équipe").wait_for()
    return page


def test_a_pharmacy_begins_and_its_computer_locks_and_opens_with_one_touch(claire: Claire) -> None:
    lock_and_open(claire.page)


def test_what_the_prf_gives_is_never_sent(claire: Claire) -> None:
    assert any("attestationObject" in body for body in claire.sent)
    assert not any("prf" in body or "clientExtensionResults" in body for body in claire.sent)


def test_an_invited_colleague_is_let_in_by_six_words(paul: Page) -> None:
    lock_and_open(paul)


def test_a_passkey_without_prf_says_so_and_this_computer_opens_instead(
    claire: Claire, new_page: NewPage, relay: Relay
) -> None:
    link = operating.link_again(settings_of(relay.running), FINESS).link
    page = new_page(prf=False)
    page.goto(link)
    page.locator("#label").wait_for()
    page.keyboard.press("F2")
    page.locator("#kit").fill(claire.kit)
    page.keyboard.press("F2")
    page.locator(".unlock").wait_for(state="detached")
    page.keyboard.press("Alt+k")
    page.get_by_text("Identifie seulement (sans PRF)").wait_for()
    page.get_by_role("button", name="Inscrire ce poste").click()
    page.get_by_role("button", name="Ne plus l’inscrire").wait_for()
    lock_and_open(page)
    claire.page = page


def test_an_enrolled_computer_opens_for_whoever_comes_back_from_pro_sante_connect(claire: Claire) -> None:
    claire.page.evaluate("() => sessionStorage.setItem('sceau.away', 'psc')")
    claire.page.reload()
    claire.page.get_by_role("heading", name="Vos clés").wait_for()


def test_a_colleague_who_was_removed_is_signed_out_and_does_not_get_in_again(claire: Claire, paul: Page) -> None:
    claire.page.keyboard.press("Alt+m")
    claire.page.get_by_role("button", name="Retirer, Paul Exemple").click()
    claire.page.keyboard.press("F2")
    claire.page.get_by_text("Personne d’autre pour l’instant").wait_for()
    paul.reload()
    paul.get_by_role("heading", name="Ouvrir le comptoir").wait_for()
    paul.keyboard.press("F9")
    paul.get_by_text("La connexion a été refusée.").wait_for()


def sign_up(page: Page, relay: Relay) -> None:
    page.goto(f"{relay.running.url}/counter/signup")
    page.locator(".contract").wait_for()
    answers = {
        "finess": FINESS,
        "name": "Pharmacie Inventée",
        "phone": "01 00 00 00 00",
        "contact": "Claire Exemple",
        "email": "claire@pharmacie.example",
        "rpps": RPPS,
    }
    for name, answer in answers.items():
        page.locator(f"#{name}").fill(answer)
    page.locator("#accept").check()
    page.keyboard.press("F2")
    page.get_by_text("Demande envoyée").wait_for()


def prove_kit(page: Page) -> str:
    """Print the kit, type back the groups that are asked for; what is on the paper."""
    page.locator(".kit-groups li").first.wait_for()
    groups = page.locator(".kit-groups li").all_inner_texts()
    page.keyboard.press("F8")
    page.keyboard.press("F2")
    page.locator("input.kit-code").first.wait_for()
    for field in page.locator("input.kit-code").all():
        field.fill(groups[int((field.get_attribute("id") or "").rpartition("-")[2])])
    page.keyboard.press("F2")
    return " ".join(groups)


def lock_and_open(page: Page) -> None:
    page.reload()
    page.locator(".unlock").wait_for()
    page.keyboard.press("F9")
    page.locator(".unlock").wait_for(state="detached")
