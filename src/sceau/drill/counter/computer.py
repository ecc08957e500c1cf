"""The pharmacy's computer: Chromium with a profile on the disk, and a passkey that opens.

The one idea: nothing is faked but the finger. The passkey is Chromium's own virtual authenticator with the PRF
extension, and the profile is the folder that whoever takes the computer away has in hand.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sceau.drill.counter import means

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, BrowserType, Locator, Page

ARGUMENTS: Final = ("--no-sandbox",)  # as root, and in containers, Chromium has no sandbox to start
_AUTHENTICATOR: Final = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
_PATIENCE: Final = 60_000  # milliseconds: two worlds run on this machine


class ComputerError(RuntimeError):
    """A page of the counter failed: then nothing that was found after it means anything."""


@dataclass(slots=True)
class Computer:
    """One window of one profile. `chromium` starts other browsers, which have nothing of it."""

    chromium: "BrowserType"
    context: "BrowserContext"
    page: "Page"
    url: str
    errors: list[str] = field(default_factory=list)

    def find(self, selector: str) -> "Locator":
        return self.page.locator(selector)

    def see(self, selector: str) -> "Locator":
        """Wait until it is shown; the first, where there are several."""
        found = self.find(selector).first
        found.wait_for()
        return found

    def see_gone(self, selector: str) -> None:
        self.find(selector).first.wait_for(state="detached")

    def press(self, key: str) -> None:
        """What has this key printed on it, once it can be pressed."""
        self.find(f'[aria-keyshortcuts="{key}"]:visible').last.click()

    def type(self, keys: str) -> None:
        self.page.keyboard.type(keys)

    def fill(self, values: dict[str, str]) -> None:
        """Fields by their identifiers."""
        for name, value in values.items():
            self.find(f"#{name}").fill(value)

    def goes_offline(self) -> None:
        self.context.set_offline(True)

    def takes_passkey(self) -> None:
        """An authenticator that verifies its user, beside this window."""
        devices = self.context.new_cdp_session(self.page)
        devices.send("WebAuthn.enable", {"enableUI": False})
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": _AUTHENTICATOR})


@contextmanager
def switched_on(profile: Path, url: str, *, arguments: tuple[str, ...] = ()) -> Iterator[Computer]:
    """The computer whose profile is this folder; ComputerError at the end if a page failed."""
    with means.playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=means.chromium(), args=(*ARGUMENTS, *arguments), locale="fr-FR"
        )
        try:
            context.set_default_timeout(_PATIENCE)
            page = context.pages[0] if context.pages else context.new_page()
            computer = Computer(playwright.chromium, context, page, url)
            context.on("weberror", lambda failed: computer.errors.append(failed.error.message))
            yield computer
        finally:
            context.close()
        if computer.errors:
            raise ComputerError(f"a page of the counter failed: {computer.errors[0]}")
