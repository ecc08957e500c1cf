"""What `make demo` says: where to click, in a few lines, in both languages; and what it says is so."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import httpx2
import pytest

from sceau.demo.processes import sceau

LAST = {"en": "Ctrl-C stops everything", "fr": "Ctrl-C arrête tout"}
BORN = {"en": "(born 1979-03-28)", "fr": "(date de naissance 28/03/1979)"}


@dataclass(frozen=True)
class Said:
    """The lines on the screen, up to the one that says how to stop; the demo goes on."""

    language: str
    lines: list[str]

    @property
    def link(self) -> str:
        """Of the first ticket."""
        (found, *_) = re.findall(r"http://\S+/t#\S+", "\n".join(self.lines))
        return str(found)


@pytest.fixture(scope="module", params=["en", "fr"])
def said(request: pytest.FixtureRequest) -> Iterator[Said]:
    words = sceau("demo", "--lang", request.param)
    environment = {**os.environ, "LANG": "C.UTF-8"}
    demo = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    assert demo.stdout is not None
    lines: list[str] = []
    for line in demo.stdout:
        lines.append(line.rstrip("\n"))
        if LAST[request.param] in line:
            break
    yield Said(request.param, lines)
    demo.terminate()
    demo.communicate(timeout=120)


def mail(said: Said) -> str:
    """Where the messages to the people made up are read."""
    (found,) = re.findall(r"^(?:Mail|Courriel)\s+(\S+)", "\n".join(said.lines), re.MULTILINE)
    return str(found)


def test_a_screen_has_room_for_all_of_it(said: Said) -> None:
    assert LAST[said.language] in said.lines[-1]
    assert len(said.lines) <= 15


def test_every_address_that_it_names_answers(said: Said) -> None:
    addresses = set(re.findall(r"http://[\w.]+:\d+", "\n".join(said.lines)))
    asked = {f"{one}/health" for one in addresses - {mail(said)}} | {mail(said)}
    assert len(asked) == len(("the relay", "the register", "the mail of people made up"))
    assert [one for one in asked if httpx2.get(one).status_code != 200] == []


def test_the_tickets_link_leads_to_its_page(said: Said) -> None:
    page = httpx2.get(said.link.partition("#")[0])
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_the_ticket_opens_with_the_birth_date_beside_it(said: Said) -> None:
    born = BORN[said.language]
    assert any(said.link in line and born in line for line in said.lines)
    words = sceau("ticket", "open", said.link, "--born", born.strip("()").split()[-1], "--lang", said.language)
    opened = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    assert (opened.returncode, "EXEMPLE-UN" in opened.stdout) == (0, True), opened.stderr
