"""Witnesses' lines under a checkpoint: of both kinds, over this checkpoint and time alone."""

import pytest
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries

from sceau.ledger.canonical import decode_base64
from sceau.ledger.checkpoint import open_checkpoint
from sceau.ledger.cosignature import Algorithm, Cosigner, CosignerKey, parse_cosigner_key
from sceau.ledger.errors import BadNoteSignatureError, BadVerifierKeyError
from sceau.ledger.note import open_note
from sceau.verifier import notes as auditor

TIME = 1_700_000_000
NOTE = MemoryLedger().append(made_up_entries(5)).note
CHECKPOINT = open_checkpoint(NOTE, [SIGNER.verifier])
COSIGNERS = [Cosigner(f"witness.example/{one.name.lower()}", one, bytes(range(32))) for one in Algorithm]


def cosigned(cosigner: Cosigner, *, of: int = TIME) -> bytes:
    return NOTE + cosigner.line(CHECKPOINT, of).encode()


@pytest.fixture(params=COSIGNERS, ids=lambda one: one.algorithm.name)
def cosigner(request: pytest.FixtureRequest) -> Cosigner:
    assert isinstance(request.param, Cosigner)
    return request.param


def test_a_cosignature_is_one_more_signature_of_the_note(cosigner: Cosigner) -> None:
    assert open_note(cosigned(cosigner), [SIGNER.verifier, cosigner.key]).signers == (SIGNER.verifier, cosigner.key)


def test_the_auditors_own_program_knows_it(cosigner: Cosigner) -> None:
    key = auditor.read_key(str(cosigner.key))
    assert auditor.signers(auditor.read_note(cosigned(cosigner), ""), [key], "") == [key]


def test_of_another_checkpoint_it_is_refused(cosigner: Cosigner) -> None:
    other = MemoryLedger().append(made_up_entries(6)).note
    with pytest.raises(BadNoteSignatureError):
        open_note(other + cosigner.line(CHECKPOINT, TIME).encode(), [cosigner.key])


def test_at_another_time_it_is_refused(cosigner: Cosigner) -> None:
    line = cosigner.line(CHECKPOINT, TIME)
    assert cosigner.line(CHECKPOINT, TIME + 1) != line
    signature = bytearray(open_signature(line))
    signature[7] ^= 1
    assert not cosigner.key.accepts(bytes(signature), CHECKPOINT.text)


def test_under_anothers_name_it_is_no_signature_of_his(cosigner: Cosigner) -> None:
    other = CosignerKey("other.example", cosigner.algorithm, cosigner.key.public_key)
    assert other.key_id != cosigner.key.key_id


def test_a_key_is_read_as_people_exchange_it(cosigner: Cosigner) -> None:
    assert parse_cosigner_key(str(cosigner.key)) == cosigner.key


@pytest.mark.parametrize(
    "text", ["", "a+b+c", str(SIGNER.verifier), f"x{COSIGNERS[0].key}", str(COSIGNERS[1].key)[:-8]]
)
def test_what_is_no_witness_key_is_refused(text: str) -> None:
    with pytest.raises(BadVerifierKeyError):
        parse_cosigner_key(text)


@pytest.mark.parametrize("signature", [b"", bytes(8), b"\xff" * 72])
def test_what_is_no_cosignature_is_none(cosigner: Cosigner, signature: bytes) -> None:
    assert not cosigner.key.accepts(signature, CHECKPOINT.text)


def test_a_seed_is_never_shown(cosigner: Cosigner) -> None:
    assert "seed" not in repr(cosigner)


def open_signature(line: str) -> bytes:
    """The time and the signature in a line, without the key's id."""

    return decode_base64(line.split()[2])[4:]
