"""Before the board: signing up, signing in, joining by a link, setting a pharmacy up."""

from playwright.sync_api import expect
from tests.journeys.counter.scenes.scene import Scenes
from tests.journeys.counter.till import Till

from sceau.demo.shops import RPPS, Opening

_FORM = {
    "finess": "750099991",
    "name": "Pharmacie du Port",
    "phone": "01 99 00 00 00",
    "contact": "Camille Inventé",
    "email": "camille@pharmacie.example",
    "rpps": RPPS,
}


def signing_in(till: Till) -> Scenes:
    """Nobody is signed in here, and no passkey is."""
    page = till.page
    till.opens("/counter")
    expect(page.locator("h1")).to_be_visible()
    yield "signin", page
    till.does("F9")  # this computer has no passkey yet
    expect(page.locator(".notice.error")).to_be_visible()
    yield "signin-refused", page
    till.opens("/accounts/choice")  # nobody came back from Pro Santé Connect
    expect(page.locator("h1")).to_be_visible()
    yield "signin-elsewhere-refused", page


def signing_up(till: Till) -> Scenes:
    page = till.page
    till.opens("/counter/signup")
    expect(page.locator("#accept")).to_be_visible()
    yield "signup", page
    till.does("F2")
    expect(page.locator(".notice.error")).to_be_visible()
    yield "signup-errors", page
    for name, value in _FORM.items():
        page.locator(f"#{name}").fill(value)
    page.locator("#accept").check()
    till.does("F2")
    expect(page.locator(".notice.done")).to_be_visible()
    yield "signup-sent", page


def wrong_links(till: Till) -> Scenes:
    page = till.page
    till.opens("/counter/join")
    expect(page.locator(".notice.error")).to_be_visible()
    yield "join-without-link", page
    till.opens(f"/counter/join#{'A' * 43}")
    expect(page.locator(".notice.error")).to_be_visible()
    yield "join-used-link", page


def proving(till: Till, opening: Opening) -> Scenes:
    """From the operator's link to the register's code."""
    page = till.page
    page.goto("about:blank")
    page.goto(opening.link)
    expect(page.locator("#label")).to_be_visible()
    yield "join", page
    till.does("F2")
    expect(page.locator("#code")).to_be_visible()
    yield "setup-code", page
    page.locator("#code").fill("A" * 26)
    till.does("F2")
    expect(page.locator(".error").first).to_be_visible()
    yield "setup-code-refused", page
    page.locator("#code").fill(opening.code)
    till.does("F2")


def setting_up(till: Till) -> Scenes:
    """From the kit to the board."""
    page = till.page
    groups = page.locator(".kit-groups li")
    expect(groups.first).to_be_visible()
    yield "setup-kit", page
    texts = groups.all_inner_texts()
    till.kit = " ".join(texts)
    yield from _typed_back(till, texts)
    till.does("F2")
    expect(page.locator(".notice.done")).to_be_visible()
    yield "setup-done", page
    till.does("F2")
    expect(page.locator("dialog[open] .people-list button").first).to_be_visible()
    yield "duty", page
    till.chooses_responsible()
    yield "board-empty", page


def _typed_back(till: Till, texts: list[str]) -> Scenes:
    page = till.page
    till.does("F2")
    fields = page.locator("input[id^=group-]")
    expect(fields.first).to_be_visible()
    till.does("F2")
    expect(page.locator(".error").first).to_be_visible()
    yield "setup-kit-typed-wrong", page
    for field in fields.all():
        field.fill(texts[int((field.get_attribute("id") or "").removeprefix("group-"))])
    yield "setup-kit-typed", page
    till.does("F2")
    expect(fields.first).to_be_hidden()
    yield "setup-daily", page
