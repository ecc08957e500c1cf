"""The example and the table of refusals of spec/ledger.md are true of the code."""

import re
from hashlib import sha256
from pathlib import Path

from sceau.ledger.append import append_batch
from sceau.ledger.checkpoint import empty_checkpoint, open_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.keys import Signer, parse_verifier
from sceau.ledger.leaf import leaf_entry
from sceau.ledger.proof import format_proof, parse_proof, verify_proof

SPECIFICATION = (Path(__file__).parents[3] / "spec" / "ledger.md").read_text(encoding="utf-8")
VERIFIER_KEY, ENTRY, NOTE, PROOF = re.findall(r"```text\n(.*?)```", SPECIFICATION, flags=re.DOTALL)


def test_the_example_is_verified() -> None:
    verifier = parse_verifier(VERIFIER_KEY.strip())
    checkpoint = verify_proof(parse_proof(PROOF.encode()), bytes.fromhex(ENTRY), [verifier])
    assert checkpoint == open_checkpoint(NOTE.encode(), [verifier])


def test_the_example_is_what_the_ledger_makes() -> None:
    signer = Signer("ledger.example/sceau", bytes(range(32)))
    entries = [leaf_entry("envelope", sha256(body).digest()) for body in (b"one", b"two", b"three")]
    batch = append_batch(empty_checkpoint(signer.name), entries, lambda _level, _index, _width: b"", signer)
    assert (batch.note, format_proof(batch.proofs()[1])) == (NOTE.encode(), PROOF.encode())


def test_every_refusal_is_in_the_specification() -> None:
    refusals = SPECIFICATION.partition("## 9. Refusals")[2]
    listed = re.findall(r"^\| `([a-z-]+)` \| [^|]+ \|$", refusals, flags=re.MULTILINE)
    ours = [error for error in LedgerError.__subclasses__() if error.__module__.startswith("sceau.ledger.")]
    assert sorted(listed) == sorted(error.code for error in ours)
