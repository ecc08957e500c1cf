"""The team and its keys: somebody is invited, joins on another computer, is let in; what is lost, changed, removed."""

import re

from playwright.sync_api import expect
from tests.journeys.counter.scenes.scene import Scenes, dialog_shuts, dialog_stands
from tests.journeys.counter.till import Till

_ITEMS = re.compile(r"/counter/api/items\?")


def joining(till: Till, other: Till) -> Scenes:
    """`other` is a computer of somebody new, whose passkey has no PRF."""
    page = till.page
    till.presses("Alt+M")
    expect(page.locator(".team li")).to_have_count(1)
    yield "members-alone", page
    till.does("Alt+I")
    yield "members-invite", dialog_stands(page)
    till.does("F2")
    expect(page.locator("dialog .error").first).to_be_visible()
    yield "members-invite-errors", page
    page.locator("#invite-name").fill("Maxence Fictif")
    till.does("F2")
    link = page.locator(".link-shown code")
    expect(link).to_be_visible()
    yield "members-link", page
    yield from _keys_of(other, link.inner_text())
    till.presses("Escape")
    dialog_shuts(page)
    expect(page.locator(".asking .button.primary")).to_be_enabled(timeout=15_000)
    yield "members-asked", page
    till.does("Alt+O")
    expect(other.page.locator(".notice.done")).to_be_visible(timeout=15_000)
    yield "join-done", other.page
    expect(page.locator(".team li")).to_have_count(2)
    yield "members", page


def _keys_of(other: Till, link: str) -> Scenes:
    page = other.page
    other.joins(link)
    other.keeps_kit()
    yield "join-daily", page
    other.does("F2")
    expect(page.locator(".notice.due")).to_be_visible()
    yield "join-without-prf", page
    other.does("F2")
    expect(page.locator(".six-words")).to_be_visible()
    yield "join-words", page


def changing(till: Till) -> Scenes:
    page = till.page
    page.locator(".deeds button").first.click()
    yield "members-change", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    page.locator(".deeds button").last.click()
    yield "members-remove", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    till.presses("Alt+K")
    expect(page.locator(".pair .card").first).to_be_visible()
    yield "keys", page
    till.does("Alt+A")
    yield "keys-passkey", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    till.does("Alt+P")
    yield "keys-kit", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)


def clashing(till: Till, other: Till) -> Scenes:
    """Both have 7 swabbed; `other`, at the board for the first time, hears of it too late."""
    other.does("F2")
    other.sees_state(7, "waiting")
    till.presses("Alt+B")
    other.page.route(_ITEMS, lambda route: route.abort())
    till.reads(7, "Enter")
    till.sees_state(7, "running")
    other.reads(7, "Enter")
    expect(other.page.locator("main")).to_contain_text("avant vous")
    other.page.unroute(_ITEMS)
    expect(other.page.locator(".offline-banner")).to_be_hidden(timeout=30_000)
    yield "board-conflict", other.page


def lost(till: Till) -> Scenes:
    """Somebody signs in whose passkey opens nothing: the kit is left. `till` has no PRF, and lost its half."""
    page = till.page
    page.evaluate("indexedDB.databases().then((all) => all.forEach(({ name }) => indexedDB.deleteDatabase(name)))")
    till.opens("/counter")
    till.does("F9")
    expect(page.locator("#kit")).to_be_visible()
    yield "board-locked-kit", page
