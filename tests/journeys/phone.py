"""A person's phone, for the journeys: what is done with it, and what is seen on it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import BrowserContext, Page, Request, expect

ROOT = Path(__file__).resolve().parents[2]
Language = Literal["fr", "en"]
Scheme = Literal["light", "dark"]
LOCALES: Mapping[Language, str] = {"fr": "fr-FR", "en": "en-GB"}
_WATCH_POLICY = """
  globalThis.refusals = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => refusals.push(violatedDirective));
"""


@dataclass
class Phone:
    """One page in a browser context of its own: it remembers nothing of another."""

    context: BrowserContext
    page: Page
    language: Language
    requests: list[Request] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def taken(cls, context: BrowserContext, language: Language) -> "Phone":
        watch_policy(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        phone = cls(context, page, language)
        page.on("request", lambda request: phone.requests.append(request))  # noqa: PLW0108 (a plain function is asked for)
        page.on("pageerror", lambda error: phone.errors.append(error.message))
        page.on("console", lambda said: phone.errors.append(said.text) if said.type == "error" else None)
        return phone

    def asked(self, path: str) -> int:
        """How often the page asked the relay for this."""
        return sum(request.url.endswith(path) for request in self.requests)

    # What is done

    def opens(self, link: str) -> None:
        self.page.goto(link)

    def types_birth_date(self, day: str, month: str, year: str) -> None:
        for name, value in (("day", day), ("month", month), ("year", year)):
            self.page.locator(f"#{name}").fill(value)

    def types_code(self, code: str) -> None:
        self.page.locator("#code").fill(code)

    def asks_to_see(self) -> None:
        self.page.locator("button[type=submit]").click()

    def gives_birth_date(self, day: str = "28", month: str = "3", year: str = "1979") -> None:
        self.types_birth_date(day, month, year)
        self.asks_to_see()

    def asks_who_opened(self) -> None:
        self.page.locator("main .actions button.secondary").last.click()

    def changes_language(self) -> None:
        self.page.locator("#language").click()
        self.language = "en" if self.language == "fr" else "fr"

    def saves(self) -> tuple[str, bytes]:
        """The file's name, and what is in it."""
        with self.page.expect_download() as saved:
            self.page.locator("button.primary").click()
        file = saved.value
        return file.suggested_filename, Path(file.path()).read_bytes()

    # What is seen

    def sees_state(self, name: str) -> None:
        expect(self.page.locator("main")).to_have_attribute("data-state", name)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def sees_title(self, text: str) -> None:
        expect(self.page.locator("h1")).to_have_text(text)

    def sees_link_to_call(self, phone: str) -> None:
        expect(self.page.locator("main a[href^='tel:']")).to_have_attribute("href", f"tel:{phone}")

    def sees_focus_on(self, selector: str) -> None:
        expect(self.page.locator(selector)).to_be_focused()

    def speaks(self, language: Language) -> None:
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    @property
    def address(self) -> str:
        return self.page.url

    def policy_refusals(self) -> list[str]:
        refused: list[str] = self.page.evaluate("refusals")
        return refused

    def hosts_asked(self) -> set[str]:
        return {re.sub(r"^(\w+://[^/]+).*", r"\1", request.url) for request in self.requests}

    def accessibility_problems(self) -> list[str]:
        return accessibility_problems(self.page)

    def overflow(self) -> int:
        """Pixels that the page is wider than the screen."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider

    def cut_texts(self) -> list[str]:
        """Texts and fields that show less than they hold."""
        cut: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('main *, header *')].filter((each) => !each.closest('.visually-hidden')"
            " && each.clientWidth && each.scrollWidth > each.clientWidth + 1).map((each) => each.outerHTML)"
        )
        return cut

    def small_targets(self) -> list[str]:
        """Buttons, links and fields lower than a thumb needs (44 px)."""
        small: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('button, a, input')].filter((each) => each.offsetHeight < 44)"
            ".map((each) => each.outerHTML)"
        )
        return small


def watch_policy(context: BrowserContext) -> None:
    """Note what the page's policy refuses, in `refusals`."""
    context.add_init_script(_WATCH_POLICY)


def accessibility_problems(page: Page) -> list[str]:
    """What axe finds, each with the place; refusals of the policy are read before, as axe's own would count."""
    page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@cache
def _axe() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()
