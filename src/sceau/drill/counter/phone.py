"""Somebody's own phone, which types at home what the pharmacy would ask: the poster's page.

The one idea: another browser than the pharmacy's, and nobody steals it; what it leaves at the relay is what counts.
"""

from typing import TYPE_CHECKING

from sceau.drill.canaries import Canary
from sceau.drill.counter import means
from sceau.drill.counter.computer import ARGUMENTS
from sceau.drill.counter.shop import Shop

if TYPE_CHECKING:
    from playwright.sync_api import BrowserType


def register_by_phone(chromium: "BrowserType", url: str, shop: Shop, person: Canary) -> str:
    """The four digits that the person says at the counter."""
    browser = chromium.launch(executable_path=means.chromium(), args=ARGUMENTS)
    try:
        page = browser.new_page(locale="fr-FR")
        page.goto(f"{url}/p#{shop.poster}")
        texts = {"birth_name": person.birth_name, "first_name": person.first_name, "number": person.nir}
        born = {"born": f"{person.born:%d}", "month": f"{person.born:%m}", "year": f"{person.born:%Y}"}
        for name, text in {**texts, **born}.items():
            page.locator(f"#{name}").fill(text)
        page.locator(f'input[name=sex][value="{person.sex}"]').check()
        page.locator("button[type=submit]").click()
        reach = {"phone": person.phone, "email": person.email, "address": person.street, "postal_code": "13001"}
        for name, text in reach.items():
            page.locator(f"#{name}").fill(text)
        page.locator("button[type=submit]").click()
        return page.locator("p.number").inner_text()
    finally:
        browser.close()
