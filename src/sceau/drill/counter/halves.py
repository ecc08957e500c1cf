"""Trying keys: whether something that was stolen, alone or with anything else stolen, opens the pharmacy.

The one idea: an enrolled browser's secret is made of two halves. So each half is tried with every value of its length
that lies beside it, in both orders, and as a secret itself. What is an access key of the pharmacy's public log opens
whatever sealed rows are there.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from sceau.drill.counter.sealed import KID, Place, open_prefill, open_sheet
from sceau.drill.counter.shop import Shop
from sceau.drill.streams import Piece
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.kdf import kdf
from sceau.envelope.signature import public_key

LENGTH: Final = 32
Row = tuple[Place, bytes]


def found_secret(halves: Iterable[bytes], others: Iterable[bytes], shop: Shop) -> bytes | None:
    """An access key's secret made of a half and one of the others, or of either alone; None when nothing fits."""
    beside = [bytes(LENGTH), *(one for one in others if len(one) == LENGTH)]
    for half in halves:
        for other in (half, *beside):
            for secret in (half, other, _joined(half, other), _joined(other, half)):
                if public_key(Kit(secret).sign_seed) in shop.log.members:
                    return secret
    return None


def opened(secret: bytes | None, rows: Iterable[Row], shop: Shop, *, prefills: Iterable[bytes] = ()) -> Iterator[Piece]:
    """What an access key's secret opens; nothing without one."""
    if secret is None:
        return
    seeds = shop.seeds(secret)
    for place, sealed in rows:
        yield Piece("row", cbor.encode(open_sheet(shop.pharmacy, place, sealed, seeds[sealed[:KID]])))
    for sealed in prefills:
        yield Piece("typed on a phone", cbor.encode(open_prefill(shop.pharmacy, sealed, seeds[sealed[:KID]])))


def _joined(first: bytes, second: bytes) -> bytes:
    """As `spec/keys.md` §3 makes the secret."""
    return kdf(first + second, "sceau/access/browser/v1")
