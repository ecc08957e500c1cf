"""The live process, and browsers that hear it: real connections, read as an EventSource reads them."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from tests.integration.relay.people.browser import Browser

from sceau.relay.people.members import COOKIE

_SERVE = (
    "from sceau.relay.configuration import RelaySettings; from sceau.relay.live.serving import serve_live;"
    " serve_live(RelaySettings())"
)
PING = ": ping"
HANG_UP = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND (query LIKE 'LISTEN %%' OR query = 'SELECT 1') AND state = 'idle'
"""


@dataclass
class RunningLive:
    """`sceau relay live` at `url`."""

    url: str
    page: str
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, environment: Mapping[str, str], log: Path) -> "RunningLive":
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SCEAU_")}
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", _SERVE], env={**inherited, **environment}, stdout=output, stderr=output
            )
        running = cls(environment["SCEAU_RELAY_LIVE_URL"], environment["SCEAU_RELAY_PUBLIC_URL"], process)
        running.wait(log)
        return running

    def wait(self, log: Path) -> None:
        """Until it listens."""
        address, deadline = urlsplit(self.url), time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", address.port or 0)).close()
            except ConnectionRefusedError:
                assert self.process.poll() is None, log.read_text()
                assert time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def ask(self, browser: Browser, *, method: str = "GET", path: str = "", **headers: str) -> httpx2.Response:
        """One question, whose answer ends."""
        return httpx2.request(method, self.url + path, headers=self._headers(browser) | headers, timeout=30)

    @contextmanager
    def heard(self, browser: Browser) -> Iterator["Heard"]:
        """What this browser hears while the block runs: its board is open, and where it stands was said."""
        with httpx2.stream("GET", self.url, headers=self._headers(browser), timeout=60) as response:
            assert response.status_code == 200, response.read()
            yield Heard.begun(response)

    def _headers(self, browser: Browser) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={browser.cookie}", "Origin": self.page}


@dataclass
class Heard:
    """`first` is where the board stood when it opened."""

    headers: httpx2.Headers
    first: dict[str, Any]
    _events: Iterator[str]

    @classmethod
    def begun(cls, response: httpx2.Response) -> "Heard":
        heard = cls(response.headers, {}, _events(response))
        heard.first = heard.next()
        return heard

    def next(self) -> dict[str, Any]:
        """The next change, which must come before any ping: a change is told at once."""
        event = next(self._events)
        assert event.startswith("event: change\ndata: "), event
        change: dict[str, Any] = json.loads(event.partition("data: ")[2])
        return change

    def ends(self) -> bool:
        """Whether the stream ends, whatever is told before, without so much as a ping."""
        return PING not in list(self._events)


def _events(response: httpx2.Response) -> Iterator[str]:
    text = ""
    for piece in response.iter_text():
        text += piece
        while "\n\n" in text:
            event, _, text = text.partition("\n\n")
            yield event
