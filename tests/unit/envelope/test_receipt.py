"""A receipt stands alone: with one pinned hash it proves a delivery, and with parts of two it proves nothing."""

from dataclasses import dataclass, replace
from typing import cast

import pytest
from tests.unit.envelope.domains import LIFE, OTHER, ROOTS, SIGNER, Domain, key_fields
from tests.unit.envelope.messages import DAY, DOMAIN
from tests.unit.envelope.readers import sealed
from tests.unit.envelope.refusals import flipped, refused
from tests.unit.ledger.memory_ledger import MemoryLedger, made_up_entries

from sceau.envelope import cbor
from sceau.envelope.acknowledgement import Acknowledgement, Status
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import sha256
from sceau.envelope.receipt import RECEIPT_LIMIT, Receipt, parse_receipt, verify_receipt
from sceau.envelope.signature import public_key, sign
from sceau.envelope.statements import Kind, ledger_origin
from sceau.envelope.wire import Envelope
from sceau.ledger.append import append_batch
from sceau.ledger.checkpoint import empty_checkpoint
from sceau.ledger.keys import Signer
from sceau.ledger.proof import format_proof

ACK, LEDGER = b"\x0b" * 32, b"\x0c" * 32


@dataclass(frozen=True, slots=True)
class Register:
    """A domain with its keys, and what it says of one envelope."""

    domain: Domain
    ack_seed: bytes = ACK
    ledger_seed: bytes = LEDGER
    origin: str = ledger_origin(DOMAIN)

    def receipt(self, envelope: Envelope, *, status: Status = Status.ACCEPTED, name: str = DOMAIN) -> Receipt:
        header = envelope.header
        said = Acknowledgement(name, header.pharmacy, header.id, sha256(envelope.header_bytes), status, DAY, bytes(32))
        entry = said.leaf(envelope.header_bytes)
        return Receipt(
            header=envelope.header_bytes,
            signature=envelope.signature,
            ack=said.encode(),
            ack_signature=sign("ack", said.encode(), self.ack_seed),
            proof=self.proof(entry),
            keys=tuple(self.domain.encoded()),
        )

    def proof(self, entry: bytes) -> str:
        """Of `entry`, the third of five leaves."""
        first, *rest = made_up_entries(4)
        entries = [first, rest[0], entry, *rest[1:]]
        signer = Signer(self.origin, self.ledger_seed)
        batch = append_batch(empty_checkpoint(self.origin), entries, MemoryLedger().read_tile, signer)
        return format_proof(batch.proofs()[2]).decode()


def with_keys(domain: Domain) -> Domain:
    domain.publish(Kind.KEY, key_fields("ack", public_key(ACK)), SIGNER)
    domain.publish(Kind.KEY, key_fields("ledger", public_key(LEDGER)), SIGNER)
    return domain


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return with_keys(domain)


ENVELOPE, ANOTHER = sealed(), sealed()


def proves(receipt: Receipt, domain: Domain) -> bool:
    try:
        verify_receipt(receipt, root_hash=domain.root_hash)
    except EnvelopeError:
        return False
    return True


@pytest.mark.parametrize("status", Status)
def test_a_receipt_proves_what_became_of_an_envelope(domain: Domain, status: Status) -> None:
    receipt = parse_receipt(Register(domain).receipt(ENVELOPE, status=status).encode())
    proven = verify_receipt(receipt, root_hash=domain.root_hash)
    assert proven.header == ENVELOPE.header
    assert (proven.acknowledgement.status, proven.index, proven.checkpoint.size) == (status, 2, 5)


def test_a_receipt_is_read_and_written_back(domain: Domain) -> None:
    receipt = Register(domain).receipt(ENVELOPE)
    assert parse_receipt(receipt.encode()) == receipt


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"keys": [b"", b"x", b"x", b"x"]}, "bad-length", "receipt.keys"),
        ({"keys": []}, "bad-length", "receipt.keys"),
        ({"more": 1}, "unknown-field", "receipt"),
        ({"ack": "text"}, "bad-type", "receipt.ack"),
    ],
)
def test_a_receipt_of_another_shape_is_refused_by_its_place(
    domain: Domain, change: dict[str, object], code: str, path: str
) -> None:
    fields = cast("dict[str, object]", cbor.decode(Register(domain).receipt(ENVELOPE).encode(), limit=RECEIPT_LIMIT))
    with refused(code, path):
        parse_receipt(cbor.encode({**fields, **change}))


def test_what_is_no_receipt_at_all_is_refused() -> None:
    with refused("not-canonical", "receipt"):
        parse_receipt(b"\xff")


def test_a_key_of_one_byte_is_read(domain: Domain) -> None:
    """What it is worth is a question for who verifies."""
    receipt = replace(Register(domain).receipt(ENVELOPE), keys=(b"x",) * 4)
    assert parse_receipt(receipt.encode()) == receipt


def test_a_receipt_of_another_domain_is_refused(domain: Domain) -> None:
    with refused("rollback", "receipt.keys"):
        verify_receipt(Register(domain).receipt(ENVELOPE), root_hash=bytes(32))


@pytest.mark.parametrize("field", ["header", "signature", "ack", "ack_signature", "proof"])
def test_a_part_of_another_receipt_is_refused(domain: Domain, field: str) -> None:
    register = Register(domain)
    mixed = replace(register.receipt(ENVELOPE), **{field: getattr(register.receipt(ANOTHER), field)})
    assert not proves(mixed, domain)


def test_two_whole_halves_of_two_receipts_are_refused(domain: Domain) -> None:
    register = Register(domain)
    one, other = register.receipt(ENVELOPE), register.receipt(ANOTHER)
    with refused("bad-receipt", "receipt.ack"):
        mixed = replace(one, header=other.header, signature=other.signature)
        verify_receipt(mixed, root_hash=domain.root_hash)


def test_the_word_of_another_domain_is_refused(domain: Domain) -> None:
    receipt = Register(domain).receipt(ENVELOPE, name="other.example")
    with refused("bad-receipt", "receipt.ack"):
        verify_receipt(receipt, root_hash=domain.root_hash)


def test_a_rejection_does_not_pass_for_an_acceptance(domain: Domain) -> None:
    """The ledger holds the rejection; the header is no leaf."""
    register = Register(domain)
    rejected, accepted = (register.receipt(ENVELOPE, status=status) for status in (Status.REJECTED, Status.ACCEPTED))
    with refused("bad-proof", "receipt.proof"):
        verify_receipt(replace(accepted, proof=rejected.proof), root_hash=domain.root_hash)


@pytest.mark.parametrize(
    "register",
    [{"ledger_seed": OTHER}, {"origin": "other.example/ledger"}, {"origin": DOMAIN}],
    ids=["another key", "another ledger", "another name"],
)
def test_a_proof_of_another_ledger_is_refused(domain: Domain, register: dict[str, str]) -> None:
    receipt = replace(Register(domain), **register).receipt(ENVELOPE)  # type: ignore[arg-type]
    with refused("bad-proof", "receipt.proof"):
        verify_receipt(receipt, root_hash=domain.root_hash)


def test_a_word_signed_by_another_key_is_refused(domain: Domain) -> None:
    with refused("bad-signature", "ack"):
        verify_receipt(replace(Register(domain), ack_seed=LEDGER).receipt(ENVELOPE), root_hash=domain.root_hash)


@pytest.mark.parametrize("proof", ["x", "c2sp.org/tlog-proof@v1\n", "é\n\nx"])
def test_what_is_no_proof_is_refused(domain: Domain, proof: str) -> None:
    with refused("bad-proof", "receipt.proof"):
        verify_receipt(replace(Register(domain).receipt(ENVELOPE), proof=proof), root_hash=domain.root_hash)


def test_no_bit_of_a_receipt_can_change(domain: Domain) -> None:
    """Sampled; a bit may fall where the encoding itself breaks."""
    data = Register(domain).receipt(ENVELOPE).encode()
    standing = []
    for bit in range(0, 8 * len(data), 29):
        try:
            receipt = parse_receipt(flipped(data, bit))
        except EnvelopeError:
            continue
        standing += [bit] if proves(receipt, domain) else []
    assert standing == []


def test_the_statements_lead_across_a_new_root() -> None:
    domain = Domain()
    roots = {"threshold": 1, "keys": [public_key(OTHER)]}
    domain.publish(Kind.ROOT, roots, *ROOTS[:2], OTHER)
    domain.publish(Kind.SIGNER, {**LIFE, "pk": public_key(SIGNER)}, OTHER)
    with_keys(domain)
    assert proves(Register(domain).receipt(ENVELOPE), domain)


@pytest.mark.parametrize("left_out", [1, 2, 3])
def test_a_path_with_a_step_missing_is_refused(domain: Domain, left_out: int) -> None:
    domain.publish(Kind.SOFTWARE, {"software": []}, SIGNER)
    receipt = Register(domain).receipt(ENVELOPE)
    keys = tuple(key for at, key in enumerate(receipt.keys) if at != left_out)
    with refused("not-signed" if left_out == 1 else "bad-receipt"):
        verify_receipt(replace(receipt, keys=keys), root_hash=domain.root_hash)


def test_the_path_need_not_hold_the_whole_chain(domain: Domain) -> None:
    domain.publish(Kind.SOFTWARE, {"software": []}, SIGNER)
    receipt = Register(domain).receipt(ENVELOPE)
    assert proves(replace(receipt, keys=receipt.keys[:4]), domain)


def test_a_path_that_revokes_its_own_key_is_refused(domain: Domain) -> None:
    domain.revoke(domain.objects[2])
    with refused("bad-receipt", "receipt.keys"):
        verify_receipt(Register(domain).receipt(ENVELOPE), root_hash=domain.root_hash)


def test_a_path_with_two_keys_of_one_use_is_refused(domain: Domain) -> None:
    domain.publish(Kind.KEY, key_fields("ack", public_key(OTHER)), SIGNER)
    with refused("bad-receipt", "receipt.keys"):
        verify_receipt(Register(domain).receipt(ENVELOPE), root_hash=domain.root_hash)


@pytest.mark.parametrize(("count", "code"), [(3, "bad-length"), (17, "bad-length")])
def test_a_receipt_has_four_to_sixteen_statements(domain: Domain, count: int, code: str) -> None:
    receipt = Register(domain).receipt(ENVELOPE)
    with refused(code):
        parse_receipt(replace(receipt, keys=(receipt.keys * 5)[:count]).encode())


def test_a_receipt_with_something_more_is_refused(domain: Domain) -> None:
    fields = cbor.decode(Register(domain).receipt(ENVELOPE).encode(), limit=65_536)
    assert isinstance(fields, dict)
    with refused("unknown-field"):
        parse_receipt(cbor.encode({**fields, "record": b""}))
