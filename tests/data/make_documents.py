"""BIO-TROD documents as the Python side writes them, which the browser must write byte for byte.

Of the official examples the record and the document are kept; of the cases, which are in ``spec/cases``, the hash.

    python -m tests.data.make_documents
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sceau.record import Record, check, from_sections, read_bio_trod, sections
from sceau.record.bio_trod_write import write_bio_trod
from sceau.record.model import Document
from sceau.record.problems import errors

HERE = Path(__file__).parent / "bio-trod"
CASES = Path(__file__).parents[2] / "spec" / "cases"
NOW = datetime(2024, 1, 7, 12, tzinfo=UTC)
DOCUMENT = Document(id="1.2.250.1.213.1.1.1.59.9.1", set_id="1.2.3^a-9", version=2, time=NOW)


def main(write: Callable[[str, bytes], object]) -> None:
    """Write each file by its name."""
    for path in sorted(HERE.glob("BIO-TROD*.xml")):
        record = read_bio_trod(path.read_bytes(), now=NOW).accepted()
        write(f"written/{path.stem}.json", _json(sections(record)))
        write(f"written/{path.stem}.xml", write_bio_trod(record))
    hashes = {path.stem: hashlib.sha256(write_bio_trod(record)).hexdigest() for path, record in cases()}
    write("written/cases.json", _json({"document": sections_of_document(), "hashes": hashes}))


def cases() -> list[tuple[Path, Record]]:
    """Those with an identity and without an error, each with the same document."""
    read = [(path, json.loads(path.read_text("utf-8"))) for path in sorted(CASES.glob("*.json"))]
    return [
        (path, _with_document(case["input"], case.get("withheld", ())))
        for path, case in read
        if "identity" in case["input"] and not errors(check(case["input"], now=NOW, withheld=case.get("withheld", ())))
    ]


def sections_of_document() -> dict[str, object]:
    return {"id": DOCUMENT.id, "set_id": DOCUMENT.set_id, "version": DOCUMENT.version, "time": NOW.isoformat()}


def _with_document(given: dict[str, object], withheld: tuple[str, ...]) -> Record:
    record = from_sections(given, now=NOW, withheld=withheld)
    return replace(record, source=replace(record.source, document=DOCUMENT))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _to_disk(name: str, content: bytes) -> None:
    (HERE / name).parent.mkdir(exist_ok=True)
    (HERE / name).write_bytes(content)


if __name__ == "__main__":
    main(_to_disk)
