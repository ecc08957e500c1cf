"""A receipt is put together of the right parts: the keys that signed, the best checkpoint there is, nothing besides."""

from dataclasses import dataclass, field, replace

import pytest
from tests.unit.envelope.domains import OTHER, ROOTS, SIGNER, Domain, key_fields
from tests.unit.envelope.messages import DAY, DOMAIN
from tests.unit.envelope.readers import sealed
from tests.unit.ledger.memory_ledger import made_up_entries

from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.kdf import sha256
from sceau.envelope.receipt import Verified, parse_receipt, verify_receipt
from sceau.envelope.signature import public_key, sign
from sceau.envelope.statements import Kind, ledger_origin
from sceau.ledger.append import Batch, append_batch
from sceau.ledger.checkpoint import empty_checkpoint
from sceau.ledger.keys import Signer
from sceau.relay.mirror.prove import Mirror
from sceau.relay.status.receipt import Proven, ReceiptMaker

ACK, NEXT_ACK, LEDGER, NEXT_LEDGER = (bytes([number]) * 32 for number in range(0x0A, 0x0E))
ENVELOPE = sealed()
COSIGNER = "\N{EM DASH} witness.example/one "


@dataclass(slots=True)
class Register:
    """A domain whose acknowledgement and ledger keys are published, and a ledger of its own."""

    domain: Domain = field(default_factory=Domain)
    tiles: dict[tuple[int, int], bytes] = field(default_factory=dict)
    batch: Batch | None = None

    def __post_init__(self) -> None:
        self.domain.add_signer()
        self.publish("ack", ACK)
        self.publish("ledger", LEDGER)

    def publish(self, role: str, seed: bytes) -> None:
        self.domain.publish(Kind.KEY, key_fields(role, public_key(seed)), SIGNER)

    def acknowledges(self, *, ack: bytes = ACK, ledger: bytes = LEDGER) -> Proven:
        """Signs for the envelope: the third of five leaves."""
        header = ENVELOPE.header
        said = Acknowledgement(
            DOMAIN, header.pharmacy, header.id, sha256(ENVELOPE.header_bytes), Status.ACCEPTED, DAY, bytes(32)
        )
        others = made_up_entries(4)
        batch = self.append([*others[:2], said.leaf(ENVELOPE.header_bytes), *others[2:]], ledger)
        proof = batch.proofs()[2]
        return Proven(
            header=ENVELOPE.header_bytes,
            signature=ENVELOPE.signature,
            ack=said.encode(),
            ack_signature=sign("ack", said.encode(), ack),
            answer=b"",
            leaf_index=proof.index,
            path=b"".join(proof.hashes),
            note=proof.checkpoint,
        )

    def append(self, entries: list[bytes], ledger: bytes = LEDGER) -> Batch:
        signer = Signer(ledger_origin(DOMAIN), ledger)
        last = self.batch.checkpoint if self.batch else empty_checkpoint(signer.name)
        self.batch = append_batch(last, entries, self.read, signer)
        self.tiles.update({(tile.level, tile.index): data for tile, data in self.batch.tiles.items()})
        return self.batch

    def read(self, level: int, index: int, _width: int) -> bytes:
        return self.tiles.get((level, index), b"")

    def mirror(self, *, cosignatures: str = "") -> Mirror:
        """What the relay has of the whole ledger, under its last checkpoint."""
        assert self.batch is not None
        return Mirror(self.batch.note + cosignatures.encode(), self.batch.checkpoint, self.read)

    def maker(self, mirror: Mirror | None = None) -> ReceiptMaker:
        return ReceiptMaker(self.domain.chain, self.domain.encoded(), mirror)

    def verified(self, proven: Proven, mirror: Mirror | None = None) -> Verified:
        """Raises unless the receipt made stands alone."""
        return verify_receipt(parse_receipt(self.maker(mirror).make(proven)), root_hash=self.domain.root_hash)


@pytest.fixture
def register() -> Register:
    return Register()


def test_a_receipt_stands_alone_from_the_checkpoint_that_came_with_the_acknowledgement(register: Register) -> None:
    found = register.verified(register.acknowledges())
    assert (found.header, found.index, found.checkpoint.size) == (ENVELOPE.header, 2, 5)


def test_it_is_of_the_mirrored_checkpoint_as_soon_as_one_covers_it(register: Register) -> None:
    proven = register.acknowledges()
    register.append(made_up_entries(7, start=10))
    assert register.verified(proven, register.mirror()).checkpoint.size == 12


def test_a_mirror_that_is_behind_changes_nothing(register: Register) -> None:
    register.append(made_up_entries(1))
    behind = register.mirror()
    proven = replace(register.acknowledges(), leaf_index=3)
    receipt = parse_receipt(register.maker(behind).make(proven))
    assert proven.note.decode() in receipt.proof


def test_a_mirror_of_another_history_changes_nothing(register: Register) -> None:
    proven = register.acknowledges()
    other = Register()
    other.append(made_up_entries(9, start=40))
    assert register.verified(proven, other.mirror()).checkpoint.size == 5


def test_more_cosignatures_than_a_receipt_has_room_for_leave_the_first_checkpoint(register: Register) -> None:
    proven = register.acknowledges()
    register.append(made_up_entries(7, start=10))
    crowded = register.mirror(cosignatures=(COSIGNER + "A" * 96 + "\n") * 200)
    assert register.verified(proven, crowded).checkpoint.size == 5


@pytest.mark.parametrize(("ack", "ledger"), [(ACK, LEDGER), (NEXT_ACK, LEDGER), (ACK, NEXT_LEDGER)])
def test_of_two_keys_of_one_use_the_one_that_signed_is_in_it(register: Register, ack: bytes, ledger: bytes) -> None:
    register.publish("ack", NEXT_ACK)
    register.publish("ledger", NEXT_LEDGER)
    assert register.verified(register.acknowledges(ack=ack, ledger=ledger)).index == 2


def test_it_holds_the_root_one_signer_and_two_keys_and_nothing_besides(register: Register) -> None:
    wanted = register.domain.encoded()
    register.domain.add_signer(OTHER)
    register.domain.publish(Kind.SOFTWARE, {"software": []}, SIGNER)
    register.publish("ack", NEXT_ACK)
    assert parse_receipt(register.maker().make(register.acknowledges())).keys == tuple(wanted)


def test_a_new_root_is_part_of_the_way(register: Register) -> None:
    register.domain.publish(Kind.ROOT, {"threshold": 1, "keys": [public_key(OTHER)]}, *ROOTS[:2], OTHER)
    receipt = parse_receipt(register.maker().make(register.acknowledges()))
    assert receipt.keys == tuple(register.domain.encoded())


def test_one_maker_makes_receipts_of_several_keys(register: Register) -> None:
    register.publish("ack", NEXT_ACK)
    maker, chain = register.maker(), register.domain.encoded()
    ways = [parse_receipt(maker.make(word)).keys for word in _words(register)]
    assert ways == [tuple(chain[:4]), (*chain[:2], *chain[3:]), tuple(chain[:4])]


def _words(register: Register) -> list[Proven]:
    return [replace(register.acknowledges(ack=key), leaf_index=2) for key in (ACK, NEXT_ACK, ACK)]
