"""Chains of signed objects as this installation last saw them: a copy that may only grow.

Whoever publishes a chain may add to it, never show us less than before or something else: that is `rollback`, and
nothing is sent on the word of such a chain.
"""

from collections.abc import Sequence
from pathlib import Path

from sceau.client.durable import write_durably
from sceau.client.errors import ClientError
from sceau.envelope import cbor
from sceau.envelope.signed import OBJECT_LIMIT, parse_object


def stored_chain(path: Path) -> list[bytes]:
    """The encoded objects in a file; none when it does not exist yet."""
    return sequence(path.read_bytes(), str(path)) if path.exists() else []


def keep_chain(path: Path, published: Sequence[bytes]) -> None:
    """Replace the stored chain by one that extends it. Bodies count: signatures may be gathered in another order."""
    known = stored_chain(path)
    if published[: len(known)] != known and _bodies(published[: len(known)]) != _bodies(known):
        raise ClientError("rollback", str(path))
    if len(published) > len(known):
        write_durably(path, b"".join(published))


def sequence(data: bytes, place: str) -> list[bytes]:
    """The items of a CBOR sequence that must be whole."""
    buffer = bytearray(data)
    items = list(cbor.split_sequence(buffer, limit=OBJECT_LIMIT))
    if buffer:
        raise ClientError("damaged-file", place)
    return items


def _bodies(objects: Sequence[bytes]) -> list[bytes]:
    return [parse_object(one).body for one in objects]
