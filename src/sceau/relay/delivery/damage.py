"""Whether what is stored of an envelope is still what was accepted (`docs/delivery.md`, "Damaged").

The one idea: nothing that these checks refuse was ever accepted, so what they refuse now has changed on our disk. They
are made of what the register does not take, and so cost nothing while all is well.
"""

from typing import Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role, parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.wire import check_signature

DAMAGED: Final = "damaged"
NOT_OF_ITS_BYTES: Final = frozenset({"bad-answer", "correction-waits", "register-error", "register-key", "too-old"})
"""Deferrals that say nothing of the bytes."""


def is_damaged(header: bytes, signature: bytes, copy: bytes) -> bool:
    """Whether the sender's signature no longer fits the header, or the header's hash the register's copy."""
    try:
        parsed = parse_header(header)
        check_signature(parsed, header, signature)
        return sha256(copy) != parsed.copy(Role.REGISTER).hash
    except EnvelopeError:
        return True
