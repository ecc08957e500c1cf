"""The files a pharmacy sends: which form they have, their records, and the id each record will be sent under.

The form is read from the content, never from the name: `<` begins a BIO-TROD, `{` NDJSON, anything else is a
spreadsheet. The id comes from the folder's mark (see `mark`), so the same record in the same folder is the same id.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import BinaryIO

from sceau.client.durable import write_durably
from sceau.client.errors import ClientError
from sceau.client.mark import ids, mark_of
from sceau.envelope import cbor
from sceau.record import Problem, RecordInvalid, sections
from sceau.record.bio_trod import read_bio_trod
from sceau.record.csv_form import read_csv
from sceau.record.entry import Row
from sceau.record.ndjson import read_ndjson
from sceau.record.problems import errors
from sceau.record.to_mend import to_mend

_TO_MEND = ".to-mend"


class Form(StrEnum):
    CSV = "csv"
    NDJSON = "ndjson"
    BIO_TROD = "bio-trod"


@dataclass(frozen=True, slots=True)
class Found:
    """A row, and the id its record has; empty while it has errors. A BIO-TROD is one row."""

    row: Row
    id: bytes


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds. `problems` are the whole file's: then it has no rows."""

    path: Path
    form: Form
    header: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def to_mend(self) -> list[Row]:
        return [one.row for one in self.found if errors(one.row.entry.problems)]


def read_file(path: Path, *, now: datetime, consents: Collection[str] = (), corrects: bytes = b"") -> ReadFile:
    """Read a whole file. `consents` names those that a BIO-TROD does not prove: `identity`, `notice`, `certificate`.

    `corrects` is the id of the record that this one corrects: in the place of another the same row is another record.
    """
    form = Form.CSV
    with _opened(path) as file:
        try:
            form = _form_of(file)
            header, rows = _rows(file, form, now, consents)
        except RecordInvalid as invalid:
            return ReadFile(path, form, problems=invalid.problems)
        return ReadFile(path, form, header, tuple(_identified(rows, path, corrects)))


def write_to_mend(read: ReadFile) -> Path | None:
    """Write the rows of a CSV that have errors beside it, with the reasons; None when there is none.

    A file to mend that is already there, with other content, may be half mended: it is left alone, and the next number
    is taken.
    """
    if read.form is not Form.CSV or not read.to_mend:
        return None
    content = b"".join(to_mend(read.header, read.to_mend))
    name = read.path.name.partition(_TO_MEND)[0]
    for number in count(1):
        path = read.path.with_name(f"{name}{_TO_MEND}{'' if number == 1 else f'-{number}'}.csv")
        if not path.exists():
            write_durably(path, content)
            return path
        if path.read_bytes() == content:
            return path
    return None


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as problem:
        raise ClientError("file-not-readable", str(path)) from problem


def _form_of(file: BinaryIO) -> Form:
    start = file.read(256).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    if start.startswith(b"<"):
        return Form.BIO_TROD
    return Form.NDJSON if start.startswith(b"{") else Form.CSV


def _rows(
    file: BinaryIO, form: Form, now: datetime, consents: Collection[str]
) -> tuple[tuple[str, ...], Iterable[Row]]:
    if form is Form.CSV:
        read = read_csv(file, now=now)
        return read.header, read.rows
    if form is Form.NDJSON:
        return (), read_ndjson(file, now=now)
    return (), [Row(1, read_bio_trod(file.read(), now=now, consents=consents))]


def _identified(rows: Iterable[Row], path: Path, corrects: bytes) -> Iterator[Found]:
    identify = None
    for row in rows:
        record = row.entry.record
        if record is None:
            yield Found(row, b"")
            continue
        identify = identify or ids(mark_of(path.parent))
        yield Found(row, identify(corrects + cbor.encode(sections(record))))
