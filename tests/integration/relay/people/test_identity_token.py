"""What Pro Santé Connect's identity token must be to be believed: tried against a provider that can be told to lie."""

import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.integration.relay.people.browser import Browser
from tests.integration.relay.people.conftest import RPPS, Shop

CLIENT = "made-up-client"
SUBJECT = {"sub": "f:made-up"}
PHARMACIST = {"SubjectNameID": f"8{RPPS}", "SubjectRefPro": {"exercices": [{"codeProfession": "21"}]}}


@dataclass
class Liar:
    """A provider that gives the token it is told to; what it publishes is `key`."""

    issuer: str = ""
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "1", "alg": "ES256"}))
    claims: dict[str, Any] = field(default_factory=dict)
    signer: ECKey | None = None

    def tell(self, signer: ECKey | None = None, **changed: object) -> None:
        now = int(time.time())
        usual = {**SUBJECT, "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, "acr": "eidas1"}
        self.claims, self.signer = {**usual, **changed}, signer or self.key

    def answer(self, path: str) -> dict[str, Any]:
        match path:
            case "/.well-known/openid-configuration":
                return {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"} | {
                    f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")
                }
            case "/jwks":
                return {"keys": [self.key.as_dict(private=False)]}
            case "/token":
                token = jwt.encode({"alg": "ES256", "kid": "1"}, self.claims, self.signer or self.key)
                return {"access_token": secrets.token_hex(8), "token_type": "bearer", "id_token": token}
            case _:
                return {**SUBJECT, **PHARMACIST}


@pytest.fixture(scope="module")
def liar() -> Iterator[Liar]:
    found = Liar()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = json.dumps(found.answer(urlsplit(self.path).path)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 (the handler's names)

        def log_message(self, *_: object) -> None:
            """Nothing on the screen."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def shop(new_counter: Callable[..., Any], liar: Liar) -> Shop:
    return Shop.opened(new_counter("counter_liar", psc_issuer=liar.issuer, psc_client_id=CLIENT), "990000060")


def arrived(shop: Shop) -> httpx2.Response:
    browser = Browser.opened(shop.relay.url)
    there = browser.send("GET", "/accounts/psc/login/")
    (state,) = parse_qs(urlsplit(there.headers["location"]).query)["state"]
    return browser.send("GET", f"/accounts/psc/login/callback/?code=made-up&state={state}")


def test_a_true_token_signs_in(shop: Shop, liar: Liar) -> None:
    liar.tell()
    assert arrived(shop).status_code == 302


def test_a_token_under_another_key_is_refused(shop: Shop, liar: Liar) -> None:
    liar.tell(ECKey.generate_key("P-256", {"kid": "1", "alg": "ES256"}))
    assert arrived(shop).status_code == 403


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "somebody-else"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"acr": "eidas0"},
        {"sub": "f:somebody-else"},
    ],
)
def test_a_token_that_says_something_else_is_refused(shop: Shop, liar: Liar, changed: dict[str, Any]) -> None:
    liar.tell(**changed)
    assert arrived(shop).status_code == 403
