"""What is compressed is opened, wherever it stands and whatever stands around it."""

import base64
import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable

import pytest

from sceau.drill.streams import Piece, hidden_in

TEXT = b"somebody's name, written once; " * 3
NOISE = hashlib.shake_256(b"noise").digest(5000)


def raw_deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-15)
    return compressor.compress(data) + compressor.flush()


def zipped(data: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("member.txt", data)
    return archive.getvalue()


def tarred(data: bytes) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as members:
        member = tarfile.TarInfo("member.txt")
        member.size = len(data)
        members.addfile(member, io.BytesIO(data))
    return archive.getvalue()


STREAMS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zlib": zlib.compress,
    "zlib, fastest": lambda data: zlib.compress(data, 1),
    "zlib, best": lambda data: zlib.compress(data, 9),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
    "tar": tarred,
    "base64 of gzip": lambda data: base64.b64encode(gzip.compress(data)),
    "base64 of zlib": lambda data: base64.b64encode(zlib.compress(data)),
    "base64url of zlib": lambda data: base64.urlsafe_b64encode(zlib.compress(data, 9)),
    "hexadecimal of gzip": lambda data: gzip.compress(data).hex().encode(),
    "upper-case hexadecimal of zlib": lambda data: zlib.compress(data).hex().upper().encode(),
    "a browser's value": lambda data: b"\xff\x11\x02" + bytes([len(data), 60 << 2, len(data) - 1]) + data,
    "gzip of gzip": lambda data: gzip.compress(gzip.compress(data)),
    "zlib in base64 in gzip": lambda data: gzip.compress(base64.b64encode(zlib.compress(data))),
}


def opened(data: bytes, *, whole: bool = False) -> bytes:
    return b"".join(piece.data for piece in hidden_in(Piece("here", data, whole=whole)))


@pytest.mark.parametrize("stream", STREAMS)
def test_a_stream_is_opened_wherever_it_stands(stream: str) -> None:
    assert TEXT in opened(NOISE + STREAMS[stream](TEXT) + b"\x00" + NOISE)


def test_raw_deflate_is_opened_where_it_is_a_whole_value() -> None:
    assert TEXT in opened(raw_deflate(TEXT), whole=True)


def test_what_comes_before_the_damage_of_a_stream_is_kept() -> None:
    stream = zlib.compress(TEXT + hashlib.shake_256(b"filling").digest(20_000))
    assert TEXT in opened(stream[:10_000] + b"\xff" * 10_000)


def test_a_stream_cut_short_is_opened_as_far_as_it_goes() -> None:
    assert TEXT[:20] in opened(gzip.compress(TEXT)[:-12])


def test_where_it_was_hidden_is_said() -> None:
    assert {piece.place for piece in hidden_in(Piece("a log", gzip.compress(TEXT))) if piece.data == TEXT} == {
        "a log (gzip)"
    }


def test_plain_bytes_hide_nothing() -> None:
    assert opened(TEXT) == b""
