"""What an auditor is shown: a ledger in a folder, checkpoints that witnesses cosigned, a policy."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger

from sceau.ledger.canonical import encode_base64
from sceau.ledger.keys import Signer
from sceau.ledger.tiles import TILE_WIDTH, Tile, cut_tile, row_length
from sceau.verifier.notes import COSIGNER, LEDGER, Key

WITNESSES = ("witness.example/one", "witness.example/two")
WITNESSED = 1_700_000_000


def vkey(key: Key) -> str:
    return f"{key.name}+{key.id.hex()}+{encode_base64(bytes([key.type]) + key.public)}"


def ledger_key(signer: Signer = SIGNER) -> Key:
    return Key(signer.name, LEDGER, signer.verifier.public_key)


@dataclass(frozen=True, slots=True)
class Witness:
    """Signs whatever it is shown: what it should have looked at is not what is tested here."""

    name: str

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.name.encode().ljust(32, b"-")[:32])

    @property
    def key(self) -> Key:
        return Key(self.name, COSIGNER, self.private.public_key().public_bytes_raw())

    def cosigns(self, note: bytes, *, of: bytes | None = None) -> bytes:
        """`note` with one line more; the cosignature is of another note when `of` is given."""
        text = (of or note).decode().rpartition("\n\n")[0] + "\n"
        signature = self.private.sign(f"cosignature/v1\ntime {WITNESSED}\n{text}".encode())
        line = encode_base64(self.key.id + WITNESSED.to_bytes(8, "big") + signature)
        return note + f"\N{EM DASH} {self.name} {line}\n".encode()


def policy(*logs: Key) -> str:
    """Any of these ledgers, and both witnesses."""
    lines = [f"log {vkey(log)}" for log in logs]
    lines += [f"witness w{number} {vkey(Witness(name).key)}" for number, name in enumerate(WITNESSES)]
    return "\n".join(["# made up", *lines, "group both all w0 w1", "quorum both", ""])


def witnessed(note: bytes) -> bytes:
    for name in WITNESSES:
        note = Witness(name).cosigns(note)
    return note


@dataclass(slots=True)
class Folder:
    """A ledger as files, of the paths that a service serves."""

    path: Path
    ledger: MemoryLedger = field(default_factory=MemoryLedger)

    def append(self, entries: list[bytes]) -> bytes:
        """Write what changed; returns the new checkpoint, cosigned."""
        note = witnessed(self.ledger.append(entries).note)
        for (level, index), data in self.ledger.rows.items():
            width = min(TILE_WIDTH, row_length(level, self.ledger.last.size) - index * TILE_WIDTH)
            tile = Tile(level, index, width)
            self.write(tile.path, cut_tile(tile, data))
        self.write("checkpoint", note)
        return note

    def write(self, path: str, data: bytes) -> None:
        target = self.path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)

    def read(self, path: str) -> bytes:
        return (self.path / path).read_bytes()
