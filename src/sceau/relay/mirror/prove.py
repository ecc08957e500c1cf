"""The path of a leaf to the mirrored checkpoint, which witnesses have cosigned."""

from dataclasses import dataclass

from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.merkle import leaf_hash, verify_inclusion
from sceau.ledger.note import parse_note
from sceau.ledger.proof import LedgerProof
from sceau.ledger.tree import ReadTile, inclusion_proof
from sceau.web.database import Database


@dataclass(frozen=True, slots=True)
class Mirror:
    """The mirrored ledger of the moment."""

    note: bytes
    checkpoint: Checkpoint
    read: ReadTile

    def proof(self, index: int, entry: bytes) -> LedgerProof | None:
        """That `entry` is leaf `index`; None when the mirror is not so far, or does not hold it there."""
        if index >= self.checkpoint.size:
            return None
        try:
            path = inclusion_proof(index, self.checkpoint.size, self.read)
            verify_inclusion(index, self.checkpoint.size, leaf_hash(entry), path, self.checkpoint.root)
        except LedgerError:
            return None
        return LedgerProof(index, path, self.note)


def mirrored(connection: Database) -> Mirror | None:
    """What is mirrored, if anything; tiles are read when they are needed, each once."""
    row = connection.execute("SELECT note FROM mirror").fetchone()
    if row is None:
        return None
    note = bytes(row[0])
    return Mirror(note, parse_checkpoint(parse_note(note).text), tile_reader(connection))


def tile_reader(connection: Database) -> ReadTile:
    """Mirrored tiles of hashes, each read once."""
    known: dict[tuple[int, int], bytes] = {}

    def read(level: int, index: int, _width: int) -> bytes:
        if (level, index) not in known:
            row = connection.execute(
                "SELECT data FROM mirror_tile WHERE level = %s AND index = %s", (level, index)
            ).fetchone()
            known[level, index] = b"" if row is None else bytes(row[0])
        return known[level, index]

    return read
