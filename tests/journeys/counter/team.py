"""What several people of one pharmacy do: inviting, joining with six words, signing in at each other's computer."""

from playwright.sync_api import Locator, expect
from tests.journeys.counter.till import Till

KEYS = "async () => JSON.stringify((await (await fetch('/counter/api/members')).json()).map((one) => one.access_keys))"
ASKING = 20_000  # the screens ask every three or four seconds


def invites(titular: Till, name: str, *, rpps: str = "") -> str:
    """The link that is shown once."""
    titular.does("Alt+M")
    titular.does("Alt+I")
    titular.page.locator("#invite-name").fill(name)
    titular.page.locator("#invite-rpps").fill(rpps)
    titular.does("F2")
    link = titular.page.locator(".link-shown").inner_text()
    titular.page.locator("dialog[open] .actions button").last.click()
    return link


def asks_to_enter(newcomer: Till, link: str) -> list[str]:
    """Makes a passkey and a kit; the six words that are to be read aloud."""
    newcomer.joins(link)
    newcomer.keeps_kit()
    newcomer.does("F2")
    return words_on(newcomer)


def words_on(till: Till) -> list[str]:
    words = till.page.locator(".six-words li")
    expect(words).to_have_count(6, timeout=ASKING)
    return words.all_inner_texts()


def confirms(titular: Till) -> None:
    titular.does("Alt+O")
    expect(titular.page.locator(".asking")).to_be_hidden()


def enters(newcomer: Till) -> None:
    """Let in by a colleague, and at the board."""
    expect(newcomer.page.locator(".notice.done")).to_be_visible(timeout=ASKING)
    newcomer.does("F2")
    newcomer.sees_board()


def joins_team(newcomer: Till, titular: Till, name: str) -> None:
    """The whole way, from the invitation to the newcomer's board; the titular is back at the board too."""
    asks_to_enter(newcomer, invites(titular, name))
    words_on(titular)
    confirms(titular)
    enters(newcomer)
    titular.does("Alt+B")
    titular.sees_board()


def member(till: Till, name: str) -> Locator:
    """A line of the team."""
    return till.page.locator(".team li", has_text=name)


def locks(till: Till) -> None:
    till.does_not_see("pas encore partagé")
    till.does("F9")
    expect(till.page.locator(".unlock")).to_be_visible()


def opens_with_passkey(till: Till) -> None:
    till.does("F9")
    expect(till.page.locator(".unlock")).to_be_hidden()
    till.sees_board()


def types_kit(till: Till, kit: str) -> None:
    till.page.locator("#kit").fill(kit)
    till.does("F2")


def lets_passkey_in(till: Till, kit: str) -> None:
    """Types the kit, and waits until the passkey that was touched is one of the pharmacy's keys."""
    before = till.page.evaluate(KEYS)
    types_kit(till, kit)
    till.sees_board()
    while till.page.evaluate(KEYS) == before:
        till.page.wait_for_timeout(200)


def adds_passkey(till: Till) -> None:
    """One more passkey of whoever acts, that opens with one touch."""
    till.does("Alt+K")
    keys = till.page.locator("section.card", has_text="Ajouter une clé d’accès").locator(".key-list li")
    expect(keys.first).to_be_visible()
    count = keys.count()
    till.does("Alt+A")
    till.does("F2")
    expect(till.page.locator(".notice.done")).to_be_visible()
    expect(keys).to_have_count(count + 1)
    till.does("Alt+B")
    till.sees_board()


def removes(titular: Till, name: str) -> None:
    """Out of the team, and back to the board."""
    titular.does("Alt+M")
    member(titular, name).get_by_role("button", name="Retirer").click()
    titular.does("F2")
    expect(member(titular, name)).to_be_hidden()
    titular.does("Alt+B")
    titular.sees_board()
