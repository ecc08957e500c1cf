"""Reads back what a PDF of ours says: its texts, in the order in which they are drawn. It knows our own files only."""

import re
import zlib

_STREAM = re.compile(rb"/FlateDecode[^>]*>>\s*stream\n(.*?)\nendstream", re.DOTALL)
_TEXT = re.compile(rb"<([0-9A-F]*)> Tj")


def texts_of(file: bytes) -> list[str]:
    """Of each line of each page; Windows-1252, the letters of the typefaces that every reader has."""
    assert file.startswith(b"%PDF-")
    contents = [zlib.decompress(stream) for stream in _STREAM.findall(file)]
    return [bytes.fromhex(drawn.decode()).decode("cp1252") for content in contents for drawn in _TEXT.findall(content)]
