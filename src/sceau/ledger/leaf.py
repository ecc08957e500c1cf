"""What the ledger keeps of one signed object (spec/ledger.md §3).

The one idea: a leaf commits to an object and says its kind, and reveals nothing of it: about 55 bytes, never content.
"""

import re

from sceau.ledger.errors import BadLeafError

_KIND = re.compile("[a-z]+(-[a-z]+)*")
_KIND_LIMIT = 32


def leaf_entry(kind: str, object_hash: bytes) -> bytes:
    """The entry "sceau/leaf/KIND/v1" ‖ 00 ‖ hash, where `object_hash` is the SHA-256 of the object's body (32 bytes).

    `kind` is lower-case words joined by hyphens, at most 32 characters: `envelope`, `key`, `pharmacy`, …
    Raises BadLeafError.
    """
    if len(kind) > _KIND_LIMIT or _KIND.fullmatch(kind) is None:
        raise BadLeafError("a leaf's kind is lower-case words joined by hyphens, at most 32 characters")
    if len(object_hash) != 32:
        raise BadLeafError(f"a leaf's hash has 32 bytes, not {len(object_hash)}")
    return f"sceau/leaf/{kind}/v1\0".encode() + object_hash
