"""Proofs from a service's own ledger, for those who come later."""

from dataclasses import dataclass
from typing import Self

from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.note import parse_note
from sceau.ledger.proof import LedgerProof
from sceau.ledger.tree import ReadTile, inclusion_proof
from sceau.web import cosigning, ledger_store
from sceau.web.database import Database


@dataclass(frozen=True, slots=True)
class Prover:
    """The checkpoints and tiles of the moment, each read once for any number of proofs."""

    newest: bytes
    witnessed: bytes | None
    read: ReadTile

    @classmethod
    def of(cls, connection: Database) -> Self:
        """Refusal `not-found` before the ledger is opened."""
        known: dict[tuple[int, int], bytes] = {}
        stored = ledger_store.tile_reader(connection)

        def read(level: int, index: int, width: int) -> bytes:
            if (level, index) not in known:
                known[level, index] = stored(level, index, width)
            return known[level, index]

        return cls(ledger_store.read_checkpoint(connection), cosigning.read_witnessed(connection), read)

    def prove(self, index: int) -> LedgerProof:
        """Of leaf `index`, under a witnessed checkpoint as soon as one covers it."""
        note = self.witnessed
        if note is None or _size(note) <= index:
            note = self.newest
        return LedgerProof(index, inclusion_proof(index, _size(note), self.read), note)


def _size(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size
