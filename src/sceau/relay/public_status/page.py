"""Write the page: two languages, a style, a script, a typeface; each file replaced whole.

The folder is all there is: a web server that serves it needs neither the relay nor its database. Nothing in it names a
pharmacy or says how many results there are.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from django.template import Context, Engine, Template

from sceau.errors import Language
from sceau.relay.operators.words import Moment, Words
from sceau.relay.public_status.history import History, replace
from sceau.relay.public_status.judging import Judged, Level, Part
from sceau.web.static_files import FOLDER as BUILT

STATIC: Final = ("status.css", "status.js", "inter.woff2", "icon.svg")
NAMES: Final[dict[Language, str]] = {"fr": "index.html", "en": "en.html"}
_EPOCH: Final = date(1970, 1, 1)
_HEIGHTS: Final = {"up": 20, "slow": 24, "down": 28, "none": 6}
_STEP: Final = 8


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a part: its bar is higher the worse it was, so that no colour says it alone."""

    level: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A part as a line of the page."""

    title: str
    level: str
    word: str
    share: str
    cells: tuple[Cell, ...]


def write_static(folder: Path) -> None:
    """Put beside the page what it loads, once a start."""
    (folder / "static").mkdir(parents=True, exist_ok=True)
    for name in STATIC:
        replace(folder / "static" / name, (BUILT / name).read_bytes())


def write_page(folder: Path, judged: Judged, history: History) -> None:
    """Write both languages."""
    for language, name in NAMES.items():
        replace(folder / name, render(judged, history, language).encode())


def render(judged: Judged, history: History, language: Language) -> str:
    """The whole page in one language."""
    words, texts = Words(language), _texts(language)
    worst = max(judged.parts.values(), key=list(Level).index)
    other: Language = "en" if language == "fr" else "fr"
    shown = {
        "w": {key.replace(".", "_"): said for key, said in texts.items()},
        "language": language,
        "other": other,
        "other_name": NAMES[other],
        "written": words.moment(judged.at),
        "worst": worst.value,
        "headline": texts[f"all.{worst}"],
        "wait": texts[f"wait.{judged.wait}"],
        "parts": [_part(part, judged, history, words, texts) for part in Part],
        "bad": _bad(judged, history, words, texts),
    }
    return str(_template().render(Context(shown, use_l10n=False, use_tz=False)))


def _part(part: Part, judged: Judged, history: History, words: Words, texts: dict[str, str]) -> Shown:
    level, share = judged.parts[part], history.share(part)
    cells = history.cells(part, judged.at.date())
    return Shown(
        title=texts[f"part.{part}"],
        level=level.value,
        word=texts[f"level.{level}"],
        share=texts["share.none"] if share is None else texts["share"].format(share=words.percent(share)),
        cells=tuple(
            Cell(found, place * _STEP, 28 - _HEIGHTS[found], _HEIGHTS[found]) for place, (_, found) in enumerate(cells)
        ),
    )


def _bad(judged: Judged, history: History, words: Words, texts: dict[str, str]) -> list[tuple[Moment, str, str]]:
    """(day, part, word) of every day that was not well, newest first."""
    found = [
        (day, texts[f"part.{part}"], texts[f"level.{level}"])
        for part in Part
        for day, level in history.cells(part, judged.at.date())
        if level in {Level.SLOW, Level.DOWN}
    ]
    newest = sorted(found, key=lambda one: one[0], reverse=True)
    return [(Moment(day, words.day(_number(day))), part, word) for day, part, word in newest]


def _number(day: str) -> int:
    return (date.fromisoformat(day) - _EPOCH) // timedelta(days=1)


@cache
def _template() -> Template:
    source = resources.files("sceau.relay.public_status").joinpath("page.html").read_text(encoding="utf-8")
    return Engine().from_string(source)


@cache
def _texts(language: Language) -> dict[str, str]:
    source = resources.files("sceau.relay.public_status").joinpath("texts.json").read_text(encoding="utf-8")
    return {key: said[language] for key, said in json.loads(source).items()}
