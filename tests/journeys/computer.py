"""The shop's computer, for the journeys: a browser profile with a passkey in it, and what is done at its keyboard.

The passkey is Chromium's virtual authenticator: real WebAuthn, with the PRF extension or without, always at once.
"""

from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, Request, expect
from tests.journeys.phone import LOCALES, Language, accessibility_problems, watch_policy

__all__ = ["LOCALES", "Computer", "Language"]

_MOMENT, _MOMENTS = 20.0, 250  # milliseconds; five seconds of them

Transport = Literal["internal", "usb", "nfc"]


@dataclass
class Computer:
    """One page of one browser profile. Two profiles are two computers."""

    context: BrowserContext
    page: Page
    language: Language
    url: str
    devices: CDPSession
    authenticator: str = ""
    """The one that answers a touch."""
    authenticators: list[str] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    answered: set[Request] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def taken(cls, context: BrowserContext, language: Language, url: str, *, prf: bool = True) -> "Computer":
        """Out of its box, with an authenticator that verifies its user."""
        watch_policy(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        devices = context.new_cdp_session(page)
        computer = cls(context, page, language, url, devices)
        page.on("request", lambda request: computer.requests.append(request))  # noqa: PLW0108 (a plain function is asked for)
        page.on("requestfinished", lambda request: computer.answered.add(request))  # noqa: PLW0108 (the same)
        page.on("requestfailed", lambda request: computer.answered.add(request))  # noqa: PLW0108 (the same)
        page.on("pageerror", lambda error: computer.errors.append(error.message))
        page.on("console", lambda said: computer.errors.append(said.text) if complains(said) else None)
        devices.send("WebAuthn.enable", {"enableUI": False})
        computer.gets_authenticator(prf=prf)
        return computer

    # Passkeys

    def gets_authenticator(self, *, prf: bool = True, transport: Transport = "internal") -> None:
        """One more, that answers from now on in the place of the others."""
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": transport,
            "hasResidentKey": True,
            "hasUserVerification": True,
            "hasPrf": prf,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticators.append(added["authenticatorId"])
        self.answers_with(added["authenticatorId"])

    def gets_passkeys_of(self, other: "Computer") -> None:
        """Somebody comes with the passkeys of another computer: a phone's, which sign in and have no PRF here."""
        held = other.devices.send("WebAuthn.getCredentials", {"authenticatorId": other.authenticator})
        self.gets_authenticator(transport="usb")
        for credential in held["credentials"]:
            self.devices.send(
                "WebAuthn.addCredential", {"authenticatorId": self.authenticator, "credential": credential}
            )

    def answers_with(self, authenticator: str) -> None:
        """Whose owner sits here now."""
        for one in self.authenticators:
            presence = {"authenticatorId": one, "enabled": one == authenticator}
            self.devices.send("WebAuthn.setAutomaticPresenceSimulation", presence)
        self.authenticator = authenticator

    def loses_authenticator(self) -> None:
        """The passkey is gone, with all that it held."""
        self.devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.authenticator})
        self.authenticators.remove(self.authenticator)

    # What is done

    def opens(self, path: str) -> None:
        self.page.goto(self.url + path)

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)

    def goes_offline(self) -> None:
        self.context.set_offline(True)

    def goes_online(self) -> None:
        self.context.set_offline(False)

    def settles(self) -> None:
        """Whatever was asked is answered, but for the live events, which never end; or it is not soon."""
        for _ in range(_MOMENTS):
            if all(one in self.answered or one.resource_type == "eventsource" for one in self.requests):
                return
            self.page.wait_for_timeout(_MOMENT)

    # What is seen

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def accessibility_problems(self) -> list[str]:
        return accessibility_problems(self.page)


def complains(said: ConsoleMessage) -> bool:
    """An error of the page's own: an answer that the browser notes (a board that asked while it was locked) is none."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")
