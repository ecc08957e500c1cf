"""One record a line, as JSON: the sections form, for software that can write it.

The one idea: the same text as is sealed, without the statistics if the sender would rather not count.

Spec: ``spec/record.md``, *NDJSON*.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sceau.record.entry import Entry, Row, enter
from sceau.record.model import Record
from sceau.record.plain import sections
from sceau.record.problems import at, problem


class _RepeatedError(ValueError):
    """A JSON object that writes the same field twice."""


def read_ndjson(lines: Iterable[bytes], *, now: datetime) -> Iterator[Row]:
    """Each non-blank line's entry, numbered from 1."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            entry = _entry(line, now)
            yield Row(number, Entry(entry.record, tuple(at(one, number) for one in entry.problems)))


def write_ndjson(records: Iterable[Record]) -> Iterator[bytes]:
    """One line a record."""
    for record in records:
        yield json.dumps(sections(record), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _entry(line: bytes, now: datetime) -> Entry:
    try:
        given = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_unique)
    except _RepeatedError:
        return Entry(None, (problem("json-repeated"),))
    except (ValueError, RecursionError):
        return Entry(None, (problem("json-broken"),))
    return enter(given, now=now) if isinstance(given, dict) else Entry(None, (problem("json-broken"),))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise _RepeatedError
    return dict(pairs)
