import pytest

from sceau.ledger.canonical import encode_base64
from sceau.ledger.checkpoint import (
    Checkpoint,
    empty_checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from sceau.ledger.errors import BadCheckpointError, UnknownSignerError
from sceau.ledger.keys import Signer
from sceau.ledger.note import sign_note

# The example of C2SP tlog-checkpoint.
PUBLISHED = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
SIGNER = Signer("ledger.example/test", bytes(range(32)))
WITNESS = Signer("witness.example", bytes(32))
CHECKPOINT = Checkpoint(SIGNER.name, 3, b"r" * 32)
ROOT = encode_base64(b"r" * 32)


def test_the_published_checkpoint_is_read_and_written_back() -> None:
    assert parse_checkpoint(PUBLISHED).text == PUBLISHED


def test_the_published_checkpoint_has_its_three_parts() -> None:
    checkpoint = parse_checkpoint(PUBLISHED)
    assert (checkpoint.origin, checkpoint.size, checkpoint.root[:2]) == (
        "example.com/behind-the-sofa",
        20852163,
        b"\x0a\xc5",
    )


def test_a_signed_checkpoint_is_opened() -> None:
    assert open_checkpoint(sign_checkpoint(CHECKPOINT, SIGNER), [SIGNER.verifier]) == CHECKPOINT


def test_a_new_ledgers_checkpoint_is_opened() -> None:
    empty = empty_checkpoint(SIGNER.name)
    assert open_checkpoint(sign_checkpoint(empty, SIGNER), [SIGNER.verifier]) == empty


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"a\n3\n{ROOT}",  # no last newline
        f"a\n3\n{ROOT}\n\n",
        f"a\n3\n{ROOT}\nextension\n",
        f"\n3\n{ROOT}\n",
        f"a b\n3\n{ROOT}\n",
        f"a+b\n3\n{ROOT}\n",
        f"a\r\n3\n{ROOT}\n",
        f"a\n03\n{ROOT}\n",
        f"a\n-3\n{ROOT}\n",
        f"a\n3 \n{ROOT}\n",
        f"a\n{2**53}\n{ROOT}\n",
        f"a\n3\n{ROOT[:-1]}\n",
        f"a\n3\n{ROOT[:-2]}J=\n",  # stray bits
        f"a\n3\n{encode_base64(b'r' * 31)}\n",
        f"a\n3\n{encode_base64(b'r' * 33)}\n",
        "a\n3\n\n",
        f"a\n0\n{ROOT}\n",  # not the root of an empty ledger
    ],
)
def test_another_form_of_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpointError):
        parse_checkpoint(text)


def test_a_witness_alone_does_not_vouch_for_a_checkpoint() -> None:
    note = sign_note(CHECKPOINT.text, WITNESS)
    with pytest.raises(UnknownSignerError, match="not by that of the ledger"):
        open_checkpoint(note, [SIGNER.verifier, WITNESS.verifier])


def test_a_known_ledger_cannot_sign_for_another() -> None:
    note = sign_note(Checkpoint("ledger.example/other", 3, b"r" * 32).text, SIGNER)
    with pytest.raises(UnknownSignerError):
        open_checkpoint(note, [SIGNER.verifier])


def test_a_checkpoint_is_not_signed_under_another_name() -> None:
    with pytest.raises(UnknownSignerError):
        sign_checkpoint(CHECKPOINT, WITNESS)


def test_a_signed_text_that_is_no_checkpoint_is_refused() -> None:
    with pytest.raises(BadCheckpointError):
        open_checkpoint(sign_note("just a text\n", SIGNER), [SIGNER.verifier])
