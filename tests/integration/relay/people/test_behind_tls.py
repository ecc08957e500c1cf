"""TLS ends before us: what we are asked by plain HTTP, a browser asked by https under the public name."""

from tests.integration.running import PublishedRegister, relay_environment, run_python

from sceau.web.embedded import EmbeddedPostgres


def test_the_public_origin_counts_and_not_the_one_that_the_request_seems_to_have(
    relay_cluster: EmbeddedPostgres, relay_template: str, published_register: PublishedRegister
) -> None:
    url = relay_cluster.create_database("counter_tls", template=relay_template)
    more = {
        "PUBLIC_URL": "https://relay.example",
        "PSC_ISSUER": "https://psc.example",
        "PSC_CLIENT_ID": "made-up",
        "METRICS_PORT": "0",
    }
    environment = relay_environment(url, published_register) | {
        f"SCEAU_RELAY_{name}": one for name, one in more.items()
    }
    run_python(_ASK, environment)


_ASK = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "sceau.relay.settings"
django.setup()
from django.test import Client
from unittest import mock

browser = Client(enforce_csrf_checks=True, HTTP_HOST="relay.example")
csrf = browser.get("/counter/api/session").json()["csrf"]

def ask(origin):
    return browser.post("/counter/api/passkeys/request", content_type="application/json",
                        HTTP_ORIGIN=origin, HTTP_X_CSRFTOKEN=csrf)

asked = ask("https://relay.example")
assert asked.status_code == 200, asked.content
assert asked.json()["publicKey"]["rpId"] == "relay.example"
assert ask("https://elsewhere.example").json()["code"] == "csrf"
assert ask("https://relay.example.elsewhere.example").json()["code"] == "csrf"

class Discovered:
    def raise_for_status(self): pass
    def json(self): return {f"{name}_endpoint": f"https://psc.example/{name}" for name in ("authorization", "token")}

with mock.patch("requests.Session.get", return_value=Discovered()):
    there = browser.get("/accounts/psc/login/")
back = "redirect_uri=https%3A%2F%2Frelay.example%2Faccounts%2Fpsc%2Flogin%2Fcallback%2F"
assert back in there["Location"], there["Location"]
"""
