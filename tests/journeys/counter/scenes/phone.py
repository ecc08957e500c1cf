"""A person's own phone: the page of the poster, where people type who they are."""

from playwright.sync_api import expect
from tests.journeys.counter.scenes.scene import Scenes
from tests.journeys.phone import Phone

_WHO = {"birth_name": "Exemple", "first_name": "Dominique", "born": "28", "month": "3", "year": "1979"}


def pre_registering(phone: Phone, poster: str) -> Scenes:
    page = phone.page
    origin = poster.partition("/p#")[0]
    phone.opens(f"{origin}/p")
    expect(page.locator("h1")).to_be_visible()
    yield "prefill-unreadable", page
    page.goto("about:blank")
    phone.opens(poster[:-4] + "AAAA")
    expect(page.locator("h1")).to_be_visible()
    yield "prefill-untrusted", page
    page.goto("about:blank")
    phone.opens(poster)
    expect(page.locator("#birth_name")).to_be_visible()
    yield "prefill-who", page
    page.locator("button[type=submit]").click()
    expect(page.locator("#summary")).to_be_visible()
    yield "prefill-who-errors", page
    yield from _answering(phone)


def _answering(phone: Phone) -> Scenes:
    page = phone.page
    for name, value in _WHO.items():
        page.locator(f"#{name}").fill(value)
    page.locator("#sex").check()
    page.locator("button[type=submit]").click()
    expect(page.locator("#phone")).to_be_visible()
    yield "prefill-reach", page
    page.locator("#phone").fill("0647151010")
    page.route("**/p/identity", lambda route: route.abort())
    page.locator("button[type=submit]").click()
    expect(page.locator("#phone")).to_be_hidden()
    yield "prefill-offline", page
    page.unroute("**/p/identity")
    page.locator("button.primary").click()
    page.locator("button[type=submit]").click()
    expect(page.locator(".number")).to_be_visible()
    yield "prefill-done", page
