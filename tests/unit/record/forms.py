"""How the cases of ``spec/cases/forms`` are written out as the bytes a reader gets."""

import base64
import csv
import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sceau.record.bio_trod import read_bio_trod
from sceau.record.csv_columns import COLUMNS
from sceau.record.csv_form import read_csv
from sceau.record.ndjson import read_ndjson
from sceau.record.problems import Problem, RecordInvalid

BIO_TROD = Path(__file__).parents[2] / "data" / "bio-trod"


def problems_of(case: Mapping[str, Any]) -> list[Problem]:
    now = datetime.fromisoformat(case["now"])
    data = bytes_of(case)
    if case["form"] == "bio-trod":
        return list(read_bio_trod(data, now=now).problems)
    try:
        rows = (
            read_ndjson(io.BytesIO(data), now=now)
            if case["form"] == "ndjson"
            else read_csv(io.BytesIO(data), now=now).rows
        )
        return [one for row in rows for one in row.entry.problems]
    except RecordInvalid as refused:
        return list(refused.problems)


def bytes_of(case: Mapping[str, Any]) -> bytes:
    """``text``, or ``base64``, or ``document`` with ``replace``, or ``rows`` that change the template's example."""
    if "base64" in case:
        return base64.b64decode(case["base64"])
    if "rows" in case:
        return csv_of(case["rows"])
    text = (BIO_TROD / case["document"]).read_text("utf-8") if "document" in case else case["text"]
    for old, new in case.get("replace", ()):
        assert old in text
        text = text.replace(old, new)
    return str(text).encode().ljust(case.get("padded_to", 0))


def csv_of(rows: list[dict[str, str]]) -> bytes:
    written = io.StringIO()
    lines = csv.writer(written, delimiter=";")
    lines.writerow([one.name for one in COLUMNS])
    for row in rows:
        lines.writerow([row.get(one.name, one.example) for one in COLUMNS])
    return written.getvalue().encode()
