"""Time passes for a session: somebody signed in, arrived, or was asked, some minutes earlier than it was."""

from tests.integration.relay.people.browser import Browser
from tests.integration.running import RunningRelay, run_python

_GROW_OLD = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "sceau.relay.settings"
django.setup()
from sceau.relay.configuration import RelaySettings
from sceau.relay.people.sessions import SessionStore
from sceau.relay.relay import Relay
cookie, minutes = os.environ.pop("COOKIE"), int(os.environ.pop("MINUTES"))
relay = Relay.start(RelaySettings())
session = SessionStore.of(relay)(cookie)
for name in {"since", "arrived", "asked"} & set(session.keys()):
    session[name] -= minutes * 60
session.save()
print(session.session_key)
relay.pool.close()
"""


def grow_old(relay: RunningRelay, browser: Browser, *, minutes: int) -> None:
    browser.cookie = run_python(
        _GROW_OLD, {**relay.environment, "COOKIE": browser.cookie, "MINUTES": str(minutes)}
    ).strip()
