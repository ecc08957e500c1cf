"""A browser at the counter, for tests: its cookie, its token against forgery, and what its pages ask."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

import httpx2
from tests.integration.relay.people.authenticator import Authenticator

from sceau.relay.people.members import COOKIE

API = "/counter/api/"


@dataclass
class Browser:
    """One profile: at most one session. `said` is the last Set-Cookie header, whole."""

    url: str
    cookie: str = ""
    csrf: str = ""
    said: str = ""

    @classmethod
    def opened(cls, url: str) -> "Browser":
        """With a session in which nobody has signed in."""
        browser = cls(url)
        browser.session()
        return browser

    def session(self) -> dict[str, Any]:
        return self._believe(self.ask("GET", "session"))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> httpx2.Response:
        """One of the session's addresses, with JSON."""
        return (
            self.send(method, API + path, json=body, **headers)
            if body is not None
            else self.send(method, API + path, **headers)
        )

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:  # noqa: ANN401 (httpx's)
        """Any address, as a page of this origin asks it; headers by name, `_` for `-`."""
        rest = {name: more.pop(name) for name in ("json", "content", "data", "files") if name in more}
        named = {name.replace("_", "-"): value for name, value in more.items()}
        said = {"Origin": self.url, "X-CSRFToken": self.csrf, **named}
        if self.cookie:
            said["Cookie"] = f"{COOKIE}={self.cookie}"
        address = path if path.startswith("http") else self.url + path
        response = httpx2.request(method, address, headers=said, timeout=30, **rest)
        self._take(response)
        return response

    def join(self, token: str, passkey: Authenticator, label: str = "Poste inventé") -> dict[str, Any]:
        """Make a passkey with a link, which signs in."""
        options = self.ask("POST", "passkeys/creation", {"token": token})
        assert options.status_code == 200, options.text
        form = {"token": token, "credential": passkey.make(options.json()), "label": label}
        return self._believe(self.ask("POST", "passkeys", form))

    def add_passkey(self, passkey: Authenticator, label: str = "Autre poste") -> httpx2.Response:
        options = self.ask("POST", "passkeys/creation", {})
        if options.status_code != 200:
            return options
        return self.ask("POST", "passkeys", {"credential": passkey.make(options.json()), "label": label})

    def try_sign_in(self, passkey: Authenticator) -> httpx2.Response:
        options = self.ask("POST", "passkeys/request")
        assert options.status_code == 200, options.text
        return self.ask("POST", "sign-in", {"credential": passkey.sign(options.json())})

    def sign_in(self, passkey: Authenticator) -> dict[str, Any]:
        return self._believe(self.try_sign_in(passkey))

    def _believe(self, response: httpx2.Response) -> dict[str, Any]:
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        self.csrf = found["csrf"]
        return found

    def _take(self, response: httpx2.Response) -> None:
        for header in response.headers.get_list("set-cookie"):
            morsel = SimpleCookie(header).get(COOKIE)
            if morsel is not None:
                self.said, self.cookie = header, morsel.value
