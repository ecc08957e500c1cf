"""The receipt's file: read, written, verified offline; every other form and every altered bit refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries

from sceau.ledger.canonical import encode_base64
from sceau.ledger.errors import BadInclusionError, BadLedgerProofError, LedgerError, UnknownSignerError
from sceau.ledger.keys import Signer
from sceau.ledger.proof import EXTRA_LIMIT, LedgerProof, format_proof, parse_proof, verify_proof

ENTRIES = made_up_entries(11)
PROOFS = MemoryLedger().append(ENTRIES).proofs()
FILE = format_proof(PROOFS[6])
HASH = encode_base64(b"h" * 32)


def test_a_file_is_read_and_written_back() -> None:
    assert format_proof(parse_proof(FILE)) == FILE


def test_a_file_with_extra_data_is_read_and_written_back() -> None:
    proof = LedgerProof(6, PROOFS[6].hashes, PROOFS[6].checkpoint, extra=b"anything")
    assert parse_proof(format_proof(proof)) == proof


def test_a_file_proves_its_entry() -> None:
    assert verify_proof(parse_proof(FILE), ENTRIES[6], [SIGNER.verifier]).size == len(ENTRIES)


def test_a_file_does_not_prove_another_entry() -> None:
    with pytest.raises(BadInclusionError):
        verify_proof(parse_proof(FILE), ENTRIES[5], [SIGNER.verifier])


def test_a_file_proves_nothing_to_who_does_not_know_the_ledger() -> None:
    with pytest.raises(UnknownSignerError):
        verify_proof(parse_proof(FILE), ENTRIES[6], [Signer(SIGNER.name, bytes(32)).verifier])


def test_a_proof_of_another_checkpoint_is_refused() -> None:
    later = MemoryLedger().append(made_up_entries(12)).note
    with pytest.raises(BadInclusionError):
        verify_proof(LedgerProof(6, PROOFS[6].hashes, later), ENTRIES[6], [SIGNER.verifier])


@given(position=st.integers(min_value=0, max_value=len(FILE) * 8 - 1))
def test_any_flipped_bit_in_a_file_is_refused(position: int) -> None:
    file = bytearray(FILE)
    file[position // 8] ^= 1 << position % 8
    with pytest.raises(LedgerError):
        verify_proof(parse_proof(bytes(file)), ENTRIES[6], [SIGNER.verifier])


@given(length=st.integers(min_value=0, max_value=len(FILE) - 1))
def test_a_file_cut_short_is_refused(length: int) -> None:
    with pytest.raises(LedgerError):
        verify_proof(parse_proof(FILE[:length]), ENTRIES[6], [SIGNER.verifier])


@given(data=st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_not_crashed_on(data: bytes) -> None:
    with pytest.raises(BadLedgerProofError):
        parse_proof(data)


@pytest.mark.parametrize(
    "head",
    [
        "c2sp.org/tlog-proof@v2\nindex 6",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1 \nindex 6",
        "c2sp.org/tlog-proof@v1\nindex 06",
        "c2sp.org/tlog-proof@v1\nindex -6",
        "c2sp.org/tlog-proof@v1\nindex  6",
        f"c2sp.org/tlog-proof@v1\nindex {2**53}",
        "c2sp.org/tlog-proof@v1\nextra \nindex 6",  # no data, so no line
        "c2sp.org/tlog-proof@v1\nextra AA\nindex 6",
        "c2sp.org/tlog-proof@v1\nextra AA==\nextra AA==\nindex 6",
        "c2sp.org/tlog-proof@v1\nindex 6\nextra AA==",
        f"c2sp.org/tlog-proof@v1\n{HASH}\nindex 6",
        f"c2sp.org/tlog-proof@v1\nindex 6\n{HASH} ",
        f"c2sp.org/tlog-proof@v1\r\nindex 6\r\n{HASH}\r",
        f"c2sp.org/tlog-proof@v1\nindex 6\n{HASH[:-2]}D=",  # stray bits
        "c2sp.org/tlog-proof@v1\nindex 6\n" + encode_base64(b"h" * 31),
        "c2sp.org/tlog-proof@v1\nindex 6\n" + "\n".join([HASH] * 54),
        "\nc2sp.org/tlog-proof@v1\nindex 6",
        "c2sp.org/tlog-proof@v1\nindex ٦",
    ],
)
def test_another_form_of_a_file_is_refused(head: str) -> None:
    with pytest.raises(BadLedgerProofError):
        parse_proof(head.encode() + b"\n\n" + PROOFS[6].checkpoint)


def test_extra_data_beyond_the_limit_is_refused() -> None:
    with pytest.raises(BadLedgerProofError):
        LedgerProof(0, (), b"", bytes(EXTRA_LIMIT + 1))


def test_a_file_of_another_version_is_named_as_such() -> None:
    with pytest.raises(BadLedgerProofError, match="begins with"):
        parse_proof(FILE.replace(b"@v1", b"@v2", 1))
