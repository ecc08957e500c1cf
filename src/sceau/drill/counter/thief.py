"""Whoever took the computer switches it on, with the network in reach and no finger to touch the passkey.

The one idea: a copied profile is more than its bytes. It has the session's cookie, the windows of before and the pages
that run in them. So it is opened twice: without a network, to take the cookie before any page can tell the relay that
the counter was locked, and ask with it; then with one, to see what its pages show.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

from sceau.drill.counter.computer import switched_on
from sceau.drill.counter.kept import Kept, kept_in
from sceau.drill.streams import Piece

_NOT_COPIED: Final = shutil.ignore_patterns("Singleton*")  # names of the computer on which it ran
_RESTORED: Final = ("--restore-last-session",)
_CUT: Final = (*_RESTORED, "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>")
"""A browser that reaches nothing, this machine included."""
_DAYS: Final = 62
_ASKED: Final = (
    "GET /counter/api/session",
    "GET /counter/api/items?after=0",
    "GET /counter/api/items?first={first}&last={last}",
    "GET /counter/api/shelf/kits",
    "GET /counter/api/shelf/duty",
    "GET /counter/api/prefills",
    "GET /counter/api/members",
    "GET /counter/api/key-requests",
    "GET /counter/api/passkeys",
    "POST /counter/api/token",
)
_VALUES: Final = "[...document.querySelectorAll('input, select, textarea')].map((one) => one.value).join('\\n')"


@dataclass(frozen=True, slots=True)
class Seen:
    """`pages`: what is shown, fields included. `answers`: the relay's, by what was asked; halves by their id."""

    kept: Kept
    pages: Sequence[str]
    answers: Mapping[str, bytes]
    halves: Mapping[bytes, bytes]

    def pieces(self) -> Iterator[Piece]:
        yield from (Piece("a page of the stolen profile", page.encode()) for page in self.pages)
        yield from (Piece(asked, answer, whole=True) for asked, answer in self.answers.items())


def switch_on_stolen(profile: Path, url: str, copy: Path, *, day: int) -> Seen:
    """Open copies of the profile, in the folder `copy`; `day` is today since 1970."""
    for name in ("cut", "connected"):
        shutil.copytree(profile, copy / name, ignore=_NOT_COPIED)
    with switched_on(copy / "cut", url, arguments=_CUT) as computer:
        computer.page.goto(f"{url}/counter")  # the page kept for days without a network
        cookies = {one.get("name", ""): one.get("value", "") for one in computer.context.cookies(url)}
        kept = kept_in(computer.page)
    asked = [path.format(first=day - _DAYS, last=day) for path in _ASKED]
    halves = {name: f"GET /counter/api/browser-halves/{name.hex()}" for name, _ in kept.halves()}
    answers = dict(_answers(url, cookies, [*asked, *halves.values()]))
    with switched_on(copy / "connected", url, arguments=_RESTORED) as computer:
        pages = [shown for page in computer.context.pages for shown in (page.content(), page.evaluate(_VALUES))]
        computer.page.goto(f"{url}/counter")
        computer.see("main")
        pages += [computer.page.content()]
    return Seen(kept, pages, answers, {name: answers[path] for name, path in halves.items() if path in answers})


def _answers(url: str, cookies: Mapping[str, str], paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """What the relay answers these cookies, when it does not refuse."""
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with httpx2.Client(base_url=url, headers={"Cookie": jar, "Origin": url}) as http:
        csrf = http.get("/counter/api/session").json().get("csrf", "")
        for path in paths:
            method, address = path.split(" ")
            answer = http.request(method, address, headers={"X-CSRFToken": csrf})
            if answer.is_success:
                yield path, answer.content
