"""Every refusal of the ledger, each with a stable code (spec/ledger.md §9).

A message names the place and the rule that was broken, never the bytes that were read.

    LedgerError
    ├── BadLeafError            bad-leaf             an entry that cannot be written in the ledger
    ├── BadTileError            bad-tile             a stored or fetched tile is missing, cut short or altered
    ├── BadTilePathError        bad-tile-path        a path that names no tile
    ├── BadInclusionError       bad-inclusion        the entry is not where the proof says
    ├── BadConsistencyError     bad-consistency      the newer tree does not extend the older one
    ├── BadVerifierKeyError     bad-verifier-key     a verifier key that is malformed or weak
    ├── BadNoteError            bad-note             not a canonical signed note
    ├── BadNoteSignatureError   bad-note-signature   a known key's signature does not match the text
    ├── UnknownSignerError      unknown-signer       no signature by the key that was asked for
    ├── BadCheckpointError      bad-checkpoint       not a canonical checkpoint
    └── BadLedgerProofError     bad-ledger-proof     not a canonical proof file
"""

from typing import ClassVar


class LedgerError(ValueError):
    """Base of all refusals. `code` is stable; the message is for engineers, in English."""

    code: ClassVar[str]


class BadLeafError(LedgerError):
    code = "bad-leaf"


class BadTileError(LedgerError):
    code = "bad-tile"


class BadTilePathError(LedgerError):
    code = "bad-tile-path"


class BadInclusionError(LedgerError):
    code = "bad-inclusion"


class BadConsistencyError(LedgerError):
    code = "bad-consistency"


class BadVerifierKeyError(LedgerError):
    code = "bad-verifier-key"


class BadNoteError(LedgerError):
    code = "bad-note"


class BadNoteSignatureError(LedgerError):
    code = "bad-note-signature"


class UnknownSignerError(LedgerError):
    code = "unknown-signer"


class BadCheckpointError(LedgerError):
    code = "bad-checkpoint"


class BadLedgerProofError(LedgerError):
    code = "bad-ledger-proof"
