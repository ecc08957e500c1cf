"""What the operator is told of alarms, on the page and by mail: French and English, and never a person.

The one idea: one mail a pass, however many alarms: an outage must not bury itself under its own mails.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

from sceau.relay.alarms.standing import Standing
from sceau.relay.people.letters import Text

Language = Literal["fr", "en"]
_MOST: Final = 50


@dataclass(frozen=True, slots=True)
class Said:
    """An alarm in one language: what is wrong, and what to do."""

    what: str
    do: str


def said(name: str, subject: str, facts: dict[str, str | int], language: Language) -> Said:
    """The sentences of an alarm. KeyError for a name that has none."""
    texts = _texts()[name]
    values = {**facts, "subject": subject, "name": facts.get("name") or _NAMELESS[language]}
    return Said(texts[language].format(**values), texts[f"do_{language}"].format(**values))


def letter(those: Sequence[Standing], public_url: str) -> Text:
    """One mail about all of these."""
    raised = [one for one in those if one.cleared_at is None]
    over = [one for one in those if one.cleared_at is not None]
    address = f"{public_url}/operator"
    french, english = _part(raised, over, "fr"), _part(raised, over, "en")
    subject = _SUBJECT.format(raised=len(raised), over=len(over))
    return Text(subject, f"{french}\n{address}\n\n—\n\n{english}\n{address}\n")


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
    return "".join(lines) + (_ROWS[language]["more"].format(count=more) if more > 0 else "")


@cache
def _texts() -> dict[str, dict[str, str]]:
    path = resources.files("sceau.relay.alarms").joinpath("texts.json")
    texts: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return texts


_NAMELESS: Final[dict[Language, str]] = {"fr": "Une pharmacie", "en": "A pharmacy"}
_SUBJECT: Final = "Sceau\u202f: {raised} alarmes, {over} levées / {raised} alarms, {over} over"
_ROWS: Final[dict[Language, dict[str, str]]] = {
    "fr": {"raised": "À regarder maintenant\u202f:", "over": "C’est fini\u202f:", "more": "- et {count} autres\n"},
    "en": {"raised": "To look at now:", "over": "Over:", "more": "- and {count} more\n"},
}
