"""Folders of files, as whoever copies a disk reads them: every byte of every file, and the files' names."""

import gzip
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, cast

from sceau.drill.search import OVERLAP
from sceau.drill.streams import Piece

_STRETCH: Final = 8 * 1024 * 1024  # bytes read at a time
_BLOCK: Final = 64 * 1024  # a run of zeros of this length is passed over: databases prepare whole files of them


def folder_pieces(folder: Path, *, without: tuple[str, ...] = ()) -> Iterator[Piece]:
    """Everything under `folder` but the folders `without` (paths inside it); symbolic links are not followed."""
    left_out = {folder / name for name in without}
    for path in sorted(folder.rglob("*")):
        if left_out.isdisjoint((path, *path.parents)):
            place = str(path.relative_to(folder))
            yield Piece("a file's name", place.encode("utf-8", "surrogateescape"))
            yield from file_pieces(path, place)


def file_pieces(path: Path, place: str) -> Iterator[Piece]:
    """What is in it; nothing for what is no file, or none any more: a service that lives removes its files."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return
        with path.open("rb") as file:
            yield from _stretches(file, place)
        if path.stat().st_size > _STRETCH:  # a stream longer than a stretch opens from its beginning only
            yield from _compressed_stretches(path, f"{place} (gzip)")
    except FileNotFoundError:
        return


def _compressed_stretches(path: Path, place: str) -> Iterator[Piece]:
    """What a long compressed file holds, as far as it can be opened; nothing for one of another kind."""
    try:
        with gzip.open(path) as file:
            yield from _stretches(cast("BinaryIO", file), place)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        return


def _stretches(file: BinaryIO, place: str) -> Iterator[Piece]:
    """One piece when the file is short: a whole value, or a whole compressed stream."""
    before = b""
    while data := file.read(_STRETCH):
        whole = not before and len(data) < _STRETCH
        for used in (data,) if whole else _without_zeros(data):
            yield Piece(place, before + used, whole=whole)
            before = b""
        before = data[-OVERLAP:]


def _without_zeros(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _BLOCK):
        if data[at : at + _BLOCK].strip(b"\x00"):
            yield data[max(0, at - OVERLAP) : at + _BLOCK]
