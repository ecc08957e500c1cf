"""Checkpoints, and who signed under them: the ledger, witnesses of both kinds, nobody else."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries
from tests.unit.verifier.exhibits import Witness, ledger_key, vkey
from tests.unit.verifier.refusals import refused

from sceau.ledger.canonical import encode_base64
from sceau.ledger.keys import Signer
from sceau.verifier.notes import (
    COSIGNER_MLDSA,
    Key,
    Note,
    open_checkpoint,
    read_checkpoint,
    read_key,
    read_note,
    signers,
)

NOTE = MemoryLedger().append(made_up_entries(5)).note
WITNESS = Witness("witness.example/one")


def post_quantum(seed: bytes = bytes(32), *, of: int = 5) -> tuple[Key, bytes]:
    """A witness of the newer kind, and NOTE with its cosignature, of a tree of `of` leaves."""
    private = MLDSA44PrivateKey.from_seed_bytes(seed)
    key = Key("witness.example/pq", COSIGNER_MLDSA, private.public_key().public_bytes_raw())
    root = read_checkpoint(read_note(NOTE, ""), "").root
    message = b"".join(
        [
            b"subtree/v1\n\0",
            b"\x12witness.example/pq",
            (1_700_000_000).to_bytes(8, "big"),
            b"\x13ledger.example/test",
            bytes(8),
            of.to_bytes(8, "big"),
            root,
        ]
    )
    line = encode_base64(key.id + (1_700_000_000).to_bytes(8, "big") + private.sign(message))
    return key, NOTE + f"\N{EM DASH} {key.name} {line}\n".encode()


@pytest.mark.parametrize("key", [ledger_key(), WITNESS.key, post_quantum()[0]], ids=lambda key: str(key.type))
def test_a_key_is_read_as_people_exchange_it(key: Key) -> None:
    assert read_key(vkey(key)) == key


@pytest.mark.parametrize(
    "text", ["", "name", "name+00000000+AAAA", f"other{vkey(ledger_key())}", vkey(ledger_key())[:-4]]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with refused("bad-verifier-key"):
        read_key(text)


def test_a_weak_key_is_refused() -> None:
    with refused("weak-key"):
        read_key(vkey(Key("weak", 1, bytes(32))))


def test_the_ledgers_own_signature_is_needed() -> None:
    assert open_checkpoint(NOTE, [ledger_key()], "").size == 5
    with refused("unknown-signer"):
        open_checkpoint(NOTE, [], "")


def test_a_witness_of_either_kind_is_known_by_its_signature() -> None:
    key, note = post_quantum()
    both = WITNESS.cosigns(note)
    assert signers(read_note(both, ""), [key, WITNESS.key], "") == [key, WITNESS.key]


def test_a_cosignature_of_another_size_is_refused() -> None:
    key, note = post_quantum(of=4)
    with refused("bad-note-signature"):
        signers(read_note(note, ""), [key], "")


def test_an_unknown_witness_is_passed_over() -> None:
    assert signers(read_note(WITNESS.cosigns(NOTE), ""), [post_quantum()[0]], "") == []


@pytest.mark.parametrize("at", range(0, len(NOTE), 7))
def test_no_byte_of_a_checkpoint_can_change(at: int) -> None:
    forged = bytearray(NOTE)
    forged[at] ^= 1
    with refused():
        open_checkpoint(bytes(forged), [ledger_key(SIGNER)], "")


def test_a_note_longer_than_any_may_be_is_refused() -> None:
    line = f"\N{EM DASH} stranger.example {encode_base64(bytes(68))}\n".encode()
    with refused("bad-note"):
        open_checkpoint(NOTE + line * (1_000_000 // len(line) + 1), [ledger_key(SIGNER)], "")


def test_a_cosignature_of_a_time_beyond_every_clock_is_refused() -> None:
    time = 2**63
    text = read_note(NOTE, "").text
    signed = WITNESS.private.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    line = encode_base64(WITNESS.key.id + time.to_bytes(8, "big") + signed)
    with refused("bad-note-signature"):
        signers(read_note(NOTE + f"\N{EM DASH} {WITNESS.name} {line}\n".encode(), ""), [WITNESS.key], "")


def test_a_ledger_speaks_for_no_other_ledger() -> None:
    """Both keys are trusted, each for its own name."""
    other = Signer("other.example/ledger", b"\x0f" * 32)
    text = read_note(NOTE, "").text
    key = ledger_key(other)
    private = Ed25519PrivateKey.from_private_bytes(b"\x0f" * 32)
    line = encode_base64(key.id + private.sign(text.encode()))
    forged = f"{text}\n\N{EM DASH} {key.name} {line}\n".encode()
    assert signers(read_note(forged, ""), [key], "") == [key]
    with refused("unknown-signer"):
        open_checkpoint(forged, [ledger_key(SIGNER), key], "")


def test_nothing_has_one_root() -> None:
    text = f"{SIGNER.name}\n0\n{encode_base64(bytes(32))}\n"
    with refused("bad-checkpoint"):
        read_checkpoint(Note(text, ()), "")
