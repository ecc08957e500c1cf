"""Reading what a caller sends, with a limit that holds while reading: a length that lies changes nothing.

Bodies are read from the server and not through Django, which takes a body without Content-Length (chunked) for empty.
"""

from collections.abc import Iterator

from django.http import HttpRequest

from sceau.envelope import cbor
from sceau.web.problems import Refusal

_PIECE = 65_536


def read_body(request: HttpRequest, *, limit: int) -> bytes:
    """The whole body, at most `limit` bytes; Refusal `body-too-large`, `body-cut-short`."""
    return b"".join(iterate_body(request, limit=limit))


def iterate_body(request: HttpRequest, *, limit: int) -> Iterator[bytes]:
    """The body in pieces, as it arrives. A declared length above `limit` is refused at once, nothing read."""
    declared = _declared_length(request)
    if declared is not None and declared > limit:
        raise Refusal("body-too-large")
    return _pieces(request, limit=limit, declared=declared)


def read_sequence(request: HttpRequest, *, limit: int, item_limit: int) -> Iterator[bytes]:
    """The raw items of a CBOR sequence as they arrive, none above `item_limit` bytes.

    Raises EnvelopeError `not-canonical` or `too-large` where the sequence breaks: nothing after that place can be read.
    """
    return _items(iterate_body(request, limit=limit), item_limit)


def require_media_type(request: HttpRequest, *allowed: str) -> str:
    """The request's media type without parameters; Refusal `wrong-media-type` unless it is one of `allowed`."""
    kind = (request.content_type or "").lower()
    if kind not in allowed:
        raise Refusal("wrong-media-type")
    return kind


def _pieces(request: HttpRequest, *, limit: int, declared: int | None) -> Iterator[bytes]:
    read = 0
    while piece := _read(request, min(_PIECE, limit + 1 - read)):
        read += len(piece)
        if read > limit:
            raise Refusal("body-too-large")
        yield piece
    if declared is not None and read < declared:
        raise Refusal("body-cut-short")


def _items(pieces: Iterator[bytes], item_limit: int) -> Iterator[bytes]:
    buffer = bytearray()
    for piece in pieces:
        buffer += piece
        yield from cbor.split_sequence(buffer, limit=item_limit)
    if buffer:
        raise Refusal("not-canonical")


def _declared_length(request: HttpRequest) -> int | None:
    """None when the body ends itself (chunked), or when nothing is declared and so nothing follows."""
    declared = request.META.get("CONTENT_LENGTH", "")
    if declared.isascii() and declared.isdigit():
        return int(declared)
    return None


def _read(request: HttpRequest, size: int) -> bytes:
    try:
        data: bytes = request.META["wsgi.input"].read(size)
    except (OSError, ValueError):  # the caller went away, or its chunks are malformed
        raise Refusal("body-cut-short") from None
    return data
