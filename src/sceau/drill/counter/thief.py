"""Whoever took the computer switches it on, with the network in reach and no finger to touch the passkey.

The one idea: a copied profile is more than its bytes. It has the session's cookie, the windows of before and the pages
that run in them; so it is opened in a browser, which says what it shows and what the relay answers it.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from sceau.drill.counter.computer import Computer, switched_on
from sceau.drill.counter.kept import Kept, kept_in
from sceau.drill.streams import Piece

_NOT_COPIED: Final = shutil.ignore_patterns("Singleton*")  # names of the computer on which it ran
_RESTORED: Final = ("--restore-last-session",)
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
    """Open a copy of the profile, in the folder `copy`; `day` is today since 1970."""
    shutil.copytree(profile, copy, ignore=_NOT_COPIED)
    with switched_on(copy, url, arguments=_RESTORED) as computer:
        pages = [shown for page in computer.context.pages for shown in (page.content(), page.evaluate(_VALUES))]
        computer.page.goto(f"{url}/counter")
        computer.see("main")
        pages += [computer.page.content()]
        kept = kept_in(computer.page)
        asked = [path.format(first=day - _DAYS, last=day) for path in _ASKED]
        halves = {name: f"GET /counter/api/browser-halves/{name.hex()}" for name, _ in kept.halves()}
        answers = dict(_answers(computer, [*asked, *halves.values()]))
        return Seen(kept, pages, answers, {name: answers[path] for name, path in halves.items() if path in answers})


def _answers(computer: Computer, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Those that were not refused."""
    script = resources.files("sceau.drill.counter").joinpath("thief.js").read_text(encoding="utf-8")
    for path, status, digits in computer.page.evaluate(script, paths):
        if status < 400:
            yield path, bytes.fromhex(digits)
