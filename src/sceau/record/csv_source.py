"""The raw rows of a CSV file: which encoding, which separator, which row number a spreadsheet shows.

The one idea: read the file as a stream, twice at most: once to learn its encoding, once for its rows.

Spec: ``spec/record.md``, *CSV*.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from sceau.record.problems import Problem, RecordInvalid, at, problem

_BLOCK = 65_536
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # xlsx and ods; xls


def raw_rows(file: BinaryIO) -> Iterator[tuple[int, list[str] | Problem]]:
    """Row number and cells of each row, blank ones included; a Problem in place of the cells ends the file.

    ``file`` is seekable. Raises RecordInvalid when it is no CSV at all.
    """
    encoding = _encoding(file)
    file.seek(0)
    reading = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        yield from _numbered(reading)
    finally:
        if not file.closed:
            reading.detach()  # the caller opened the file and closes it


def _numbered(reading: io.TextIOWrapper) -> Iterator[tuple[int, list[str] | Problem]]:
    start = reading.tell()
    first = reading.readline()
    if first.lower().startswith("sep="):  # a spreadsheet's own hint, which it does not show as a row
        start = reading.tell()
        first = reading.readline()
    reading.seek(start)
    number = 0
    rows = csv.reader(reading, delimiter=_separator(first), strict=True)
    while True:
        number += 1
        try:
            yield number, next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield number, at(problem("quote-broken"), number)
            return


def _separator(header: str) -> str:
    return max(";,\t", key=header.count)


def _encoding(file: BinaryIO) -> str:
    file.seek(0)
    head = file.read(4)
    if head.startswith(_WORKBOOKS):
        raise RecordInvalid([at(problem("file-not-csv"), 1)])
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise RecordInvalid([at(problem("encoding-unknown"), 1)])
    for encoding in ("utf-8-sig", "cp1252"):
        if _decodes(file, encoding):
            return encoding
    raise RecordInvalid([at(problem("encoding-unknown"), 1)])


def _decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
