"""The tables of ``spec/record.md``, made from the data that the checks run on.

The one idea: a person reads the same thing that the program does; a test says that the document holds these very lines.

Spec: ``spec/record.md``, *Fields*, *CSV* and *BIO-TROD*.
"""

import re
from collections.abc import Iterable, Iterator

from sceau.record.bio_trod_dropped import DROPPED, NOT_CARRIED, Gap
from sceau.record.csv_columns import COLUMNS
from sceau.record.fields import Field, shapes, walk

Lines = Iterator[str]


def field_tables() -> Lines:
    """One table a section, then one for each map that sections share."""
    known = shapes()
    for name in [*known.sections, *(name for name in known.fields if name not in known.sections)]:
        yield from (f"### {name}", "", "| field | what | kind and limits | BIO-TROD | CSV |", "|---|---|---|---|---|")
        yield from (_row(one) for one in known.fields[name])
        yield ""


def code_table() -> Lines:
    """The closed code sets, each code with its French and English words."""
    yield from ("| field | codes |", "|---|---|")
    coded = {one.name: one.codes for fields in shapes().fields.values() for one in fields if one.codes}
    for name, codes in coded.items():
        words = (f"`{code}` {labels['fr']}, {labels['en']}" for code, labels in codes.items())
        yield f"| `{name}` | {' · '.join(words)} |"


def gap_table(gaps: Iterable[Gap]) -> Lines:
    yield from ("| value | reason |", "|---|---|")
    yield from (f"| `{gap.path}` | {gap.reason} |" for gap in gaps)


def generated() -> dict[str, str]:
    """Each generated part of the document, by the name that marks it."""
    parts = {
        "fields": field_tables(),
        "codes": code_table(),
        "dropped": gap_table(DROPPED),
        "not-carried": gap_table(NOT_CARRIED),
    }
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def _row(field: Field) -> str:
    mandatory = " **mandatory**" if field.required else ""
    what = f"{field.labels['en']}{mandatory}"
    return f"| `{field.name}` | {what} | {_kind(field)} | {field.cda or '—'} | {_columns(field)} |"


def _kind(field: Field) -> str:
    item = f"[{field.shape}](#{field.shape})" if field.shape else f"text ≤ {field.item_maximum}"
    limits = {
        "map": item,
        "list": f"1–{field.maximum} of {item}",
        "texts": f"1–{field.maximum} of {item}",
        "code": "code, see below",
        "country": "ISO 3166, two letters",
        "birth": "date, may lack day or month",
        "time": "date, time and offset",
        "integer": f"{field.minimum}–{field.maximum}",
    }
    kind = limits.get(field.kind) or (f"text ≤ {field.maximum}" if field.maximum else field.kind)
    pattern = f", `{field.pattern.matches}`".replace("|", "\\|") if field.pattern and field.kind != "country" else ""
    return kind + (", lines" if field.kind == "lines" else "") + pattern


def _columns(field: Field) -> str:
    """The columns that write this field, wherever its shape stands."""
    places = {_plain(path) for section in shapes().sections for path, one in walk(section) if one is field}
    return ", ".join(f"`{one.name}`" for one in COLUMNS if _plain(one.path) in places) or "—"


def _plain(path: str) -> str:
    return re.sub(r"\[\d*\]", "", path)
