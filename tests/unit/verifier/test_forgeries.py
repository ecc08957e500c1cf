"""Ten forgeries, each made as whoever holds the service could make it, each found by the auditor's one command."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.unit.envelope.domains import CODE as ENROLMENT_CODE
from tests.unit.envelope.domains import COLLEAGUE, DEVICE, OTHER, Domain, Pharmacy, enrolment_of, key_fields
from tests.unit.envelope.readers import sealed
from tests.unit.envelope.test_receipt import Register, with_keys
from tests.unit.ledger.memory_ledger import made_up_entries
from tests.unit.verifier.exhibits import Folder, Witness, ledger_key, policy

from sceau.envelope.access import enrolment_seed
from sceau.envelope.pharmacy_log import Operation
from sceau.envelope.receipt import Receipt
from sceau.envelope.signature import public_key
from sceau.envelope.statements import Kind
from sceau.verifier.__main__ import main

SIZE = 600
"""Two full tiles and a part of a third."""


@dataclass(slots=True)
class Auditor:
    """Asks, and hears what was refused."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def kept(self, name: str, data: bytes | str) -> str:
        path = self.folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    def hears(self, *words: str) -> str:
        """The code of the first refusal, or "valid"."""
        code = main([*words, "--json", "--lang", "en"])
        answers = json.loads(self.capture.readouterr().out)
        refused = [answer["code"] for answer in answers if not answer["valid"]]
        assert code == bool(refused)
        return str(refused[0]) if refused else "valid"


@pytest.fixture
def auditor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Auditor:
    return Auditor(tmp_path, capsys)


@pytest.fixture
def ledger(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "ledger")
    folder.append(made_up_entries(SIZE))
    return folder


@pytest.fixture
def asks_ledger(auditor: Auditor, ledger: Folder) -> Callable[..., str]:
    trusted = auditor.kept("policy", policy(ledger_key()))
    return lambda *more: auditor.hears("ledger", str(ledger.path), "--policy", trusted, *more)


@pytest.fixture
def domain() -> Domain:
    domain = Domain()
    domain.add_signer()
    return with_keys(domain)


@pytest.fixture
def asks_receipt(auditor: Auditor, domain: Domain) -> Callable[[Receipt], str]:
    return lambda receipt: auditor.hears(
        "receipt", auditor.kept("receipt", receipt.encode()), "--root", domain.root_hash.hex()
    )


def test_what_is_right_is_found_right(
    asks_ledger: Callable[..., str],
    ledger: Folder,
    auditor: Auditor,
    asks_receipt: Callable[[Receipt], str],
    domain: Domain,
) -> None:
    older = auditor.kept("older", ledger.read("checkpoint"))
    ledger.append(made_up_entries(40, start=SIZE))
    assert asks_ledger("--since", older) == "valid"
    assert asks_receipt(Register(domain).receipt(sealed())) == "valid"


def test_1_a_flipped_leaf(ledger: Folder, asks_ledger: Callable[..., str]) -> None:
    path = "tile/entries/001"
    data = bytearray(ledger.read(path))
    data[-1] ^= 1
    ledger.write(path, bytes(data))
    assert asks_ledger() == "bad-tile"


def test_2_a_wrong_index(asks_receipt: Callable[[Receipt], str], domain: Domain) -> None:
    receipt = Register(domain).receipt(sealed())
    forged = replace(receipt, proof=receipt.proof.replace("index 2", "index 3"))
    assert asks_receipt(forged) == "bad-inclusion"


def test_3_a_truncated_log(ledger: Folder, asks_ledger: Callable[..., str]) -> None:
    ledger.write("tile/entries/002.p/88", ledger.read("tile/entries/002.p/88")[:-55])
    assert asks_ledger() == "bad-tile"


def test_4_a_rewritten_log(ledger: Folder, auditor: Auditor, asks_ledger: Callable[..., str]) -> None:
    """By whoever has the ledger's key: every tile, root and signature is right, and it is another past."""
    older = auditor.kept("older", ledger.read("checkpoint"))
    Folder(ledger.path).append([*made_up_entries(1, start=9_000), *made_up_entries(SIZE + 20, start=1)])
    assert asks_ledger() == "valid"
    assert asks_ledger("--since", older) == "rewritten"


def test_5_two_forks(ledger: Folder, auditor: Auditor, asks_ledger: Callable[..., str]) -> None:
    older = auditor.kept("older", ledger.read("checkpoint"))
    Folder(ledger.path).append([*made_up_entries(SIZE - 1), *made_up_entries(1, start=9_000)])
    assert asks_ledger("--since", older) == "fork"


def test_6_a_checkpoint_rolled_back(ledger: Folder, auditor: Auditor, asks_ledger: Callable[..., str]) -> None:
    older = auditor.kept("older", ledger.read("checkpoint"))
    Folder(ledger.path).append(made_up_entries(SIZE - 10))
    assert asks_ledger("--since", older) == "rolled-back"


def test_7_a_cosignature_of_another_log(ledger: Folder, asks_ledger: Callable[..., str]) -> None:
    note, other = ledger.read("checkpoint"), Folder(ledger.path / "other").append(made_up_entries(3))
    alone = b"\n".join(note.split(b"\n")[:5]) + b"\n"
    first, second = (Witness(name) for name in ("witness.example/one", "witness.example/two"))
    ledger.write("checkpoint", second.cosigns(first.cosigns(alone), of=other))
    assert asks_ledger() == "bad-note-signature"


def test_8_the_receipt_of_another_envelope(auditor: Auditor, domain: Domain) -> None:
    mine, other = sealed(), sealed()
    receipt = auditor.kept("receipt", Register(domain).receipt(other).encode())
    root = ("--root", domain.root_hash.hex())
    assert auditor.hears("delivered", auditor.kept("other", other.encode()), receipt, *root) == "valid"
    assert auditor.hears("delivered", auditor.kept("mine", mine.encode()), receipt, *root) == "other-envelope"


def test_8_the_right_envelope_under_another_signature(auditor: Auditor, domain: Domain) -> None:
    mine = sealed()
    receipt = auditor.kept("receipt", Register(domain).receipt(mine).encode())
    forged = auditor.kept("forged", replace(mine, signature=bytes(64)).encode())
    assert auditor.hears("delivered", forged, receipt, "--root", domain.root_hash.hex()) == "bad-signature"


def test_9_the_registers_key_swapped(asks_receipt: Callable[[Receipt], str], domain: Domain) -> None:
    """The thief's own key for the register's word, published by a signer who is not the register's."""
    thief = b"\x0d" * 32
    receipt = Register(domain, ack_seed=thief).receipt(sealed())
    swapped = domain.statement(Kind.KEY, key_fields("ack", public_key(thief)), OTHER).encode()
    keys = tuple(swapped if b"cack" in one else one for one in receipt.keys)
    assert asks_receipt(receipt) == "bad-signature"
    assert asks_receipt(replace(receipt, keys=keys)) == "not-signed"


def test_10_a_device_that_no_member_signed_for(auditor: Auditor, domain: Domain) -> None:
    pharmacy, enrolment = Pharmacy(), enrolment_of(public_key(enrolment_seed(ENROLMENT_CODE)))
    forged = pharmacy.entry(Operation.DEVICE_ADDED, {"device": DEVICE, "software": "example"}, COLLEAGUE.sign_seed)
    entries = [entry.encode() for entry in pharmacy.entries]
    files = (
        "--statements",
        auditor.kept("statements", b"".join(domain.encoded())),
        "--enrolments",
        auditor.kept("enrolments", enrolment.encode()),
        "--root",
        domain.root_hash.hex(),
    )
    assert auditor.hears("pharmacy", auditor.kept("log", b"".join(entries)), *files) == "valid"
    assert auditor.hears("pharmacy", auditor.kept("log", b"".join([*entries, forged.encode()])), *files) == "not-signed"
    alone = auditor.hears("pharmacy", auditor.kept("log", b"".join(entries)), *files, "--ledger", "nowhere")
    assert alone == "no-policy"
