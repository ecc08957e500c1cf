"""What the operator is told of alarms, on the page and by mail: French and English, and never a person.

The one idea: one mail a pass, however many alarms: an outage must not bury itself under its own mails.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Final

from sceau.errors import Language
from sceau.relay.alarms.standing import Standing
from sceau.relay.people.letters import Text
from sceau.wording import day_in_words, is_one

_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Said:
    """An alarm in one language: what is wrong, and what to do."""

    what: str
    do: str


def said(name: str, subject: str, facts: dict[str, str | int], language: Language) -> Said:
    """The sentences of an alarm. KeyError for a name that has none."""
    texts = _texts().get(f"{name}.one", _texts()[name]) if facts.get("count") == 1 else _texts()[name]
    values = _values(subject, facts, language)
    return Said(texts[language].format(**values), texts[f"do_{language}"].format(**values))


def letter(those: Sequence[Standing], public_url: str) -> Text:
    """One mail about all of these."""
    raised = [one for one in those if one.cleared_at is None]
    over = [one for one in those if one.cleared_at is not None]
    address = f"{public_url}/operator"
    french, english = _part(raised, over, "fr"), _part(raised, over, "en")
    subject = " / ".join(_counted(len(raised), len(over), language) for language in _COUNTED)
    return Text(f"Sceau\u202f: {subject}", f"{french}\n{address}\n\n—\n\n{english}\n{address}\n")


def _values(subject: str, facts: dict[str, str | int], language: Language) -> dict[str, object]:
    """What sentences have places for: `date` in words, where a command takes `day` as it is."""
    day = facts.get("day")
    return {
        **facts,
        "subject": subject,
        "finess": subject.partition(" ")[0],
        "name": facts.get("name") or _NAMELESS[language],
        "date": "" if day is None else day_in_words(date.fromisoformat(str(day)), language),
    }


def _counted(raised: int, over: int, language: Language) -> str:
    alarms, ended = _COUNTED[language]
    return f"{raised} {alarms[is_one(raised, language)]}, {over} {ended[is_one(over, language)]}"


def _part(raised: Sequence[Standing], over: Sequence[Standing], language: Language) -> str:
    lines = [_ROWS[language][title] + "\n\n" + _list(those, language) for title, those in _titled(raised, over)]
    return "\n".join(lines)


def _titled(raised: Sequence[Standing], over: Sequence[Standing]) -> list[tuple[str, Sequence[Standing]]]:
    return [(title, those) for title, those in (("raised", raised), ("over", over)) if those]


def _list(those: Sequence[Standing], language: Language) -> str:
    lines = []
    for one in those[:_MOST]:
        sentence = said(one.name, one.subject, one.facts, language)
        lines.append(f"- {sentence.what}\n" + ("" if one.cleared_at else f"  {sentence.do}\n"))
    more = len(those) - _MOST
    return "".join(lines) + (_ROWS[language]["one" if more == 1 else "more"].format(count=more) if more > 0 else "")


@cache
def _texts() -> dict[str, dict[str, str]]:
    path = resources.files("sceau.relay.alarms").joinpath("texts.json")
    texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return texts


_NAMELESS: Final[dict[Language, str]] = {"fr": "Une pharmacie", "en": "A pharmacy"}
_COUNTED: Final[dict[Language, tuple[tuple[str, str], tuple[str, str]]]] = {
    "fr": (("alarmes", "alarme"), ("levées", "levée")),
    "en": (("alarms", "alarm"), ("over", "over")),
}
"""Several and one of what is raised, and of what is over."""
_ROWS: Final[dict[Language, dict[str, str]]] = {
    "fr": {
        "raised": "À regarder maintenant\u202f:",
        "over": "C’est fini\u202f:",
        "more": "- et {count} autres\n",
        "one": "- et une autre\n",
    },
    "en": {"raised": "To look at now:", "over": "Over:", "more": "- and {count} more\n", "one": "- and one more\n"},
}
