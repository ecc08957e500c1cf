"""A ledger as services show it: `checkpoint` bears its own signature alone, cosignatures come later, at `witnessed`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ledger.memory_ledger import MemoryLedger, made_up_entries
from tests.unit.verifier.exhibits import Folder, ledger_key, policy, witnessed

from sceau.verifier.__main__ import main

SIZE, MORE = 300, 40

Ask = Callable[..., dict[str, Any]]


def alone(note: bytes) -> bytes:
    """A checkpoint with the ledger's own signature only: five lines."""
    return b"\n".join(note.split(b"\n")[:5]) + b"\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Folder:
    """Witnesses cosigned `SIZE` entries; `MORE` were added since."""
    folder = Folder(tmp_path / "ledger")
    folder.append(made_up_entries(SIZE))
    folder.write("witnessed", folder.read("checkpoint"))
    folder.append(made_up_entries(MORE, start=SIZE))
    folder.write("checkpoint", alone(folder.read("checkpoint")))
    return folder


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], ledger: Folder) -> Ask:
    trusted = tmp_path / "policy"
    trusted.write_text(policy(ledger_key()))

    def asked(*more: str) -> dict[str, Any]:
        main(["ledger", str(ledger.path), "--policy", str(trusted), "--json", *more])
        (answer,) = json.loads(capsys.readouterr().out)
        found: dict[str, Any] = answer
        return found

    return asked


def test_what_witnesses_cosigned_is_told_apart_from_what_came_since(ask: Ask) -> None:
    answer = ask()
    assert (answer["valid"], answer["size"], answer["cosigned"]) == (True, SIZE + MORE, SIZE)


def test_a_checkpoint_kept_since_the_last_cosignature_is_no_rollback(ask: Ask, ledger: Folder) -> None:
    kept = ledger.path.parent / "kept"
    kept.write_bytes(ledger.read("checkpoint"))
    assert ask("--since", str(kept))["valid"]


def test_a_ledger_that_no_witness_cosigned_is_refused(ask: Ask, ledger: Folder) -> None:
    ledger.write("witnessed", ledger.read("checkpoint"))
    assert ask()["code"] == "no-quorum"


def test_a_ledger_without_any_cosigned_checkpoint_is_refused(ask: Ask, ledger: Folder) -> None:
    (ledger.path / "witnessed").unlink()
    assert ask()["code"] == "no-quorum"


def test_a_ledger_that_does_not_begin_with_what_was_cosigned_is_refused(ask: Ask, ledger: Folder) -> None:
    another = MemoryLedger()
    ledger.write("witnessed", witnessed(another.append(made_up_entries(SIZE, start=1)).note))
    assert ask()["code"] == "rewritten"


def test_cosignatures_that_came_since_the_checkpoint_was_kept_by_a_cache_count(ask: Ask, ledger: Folder) -> None:
    before = MemoryLedger()
    older = before.append(made_up_entries(SIZE)).note
    ledger.write("witnessed", witnessed(ledger.read("checkpoint")))
    ledger.write("checkpoint", older)
    assert ask()["cosigned"] == SIZE + MORE


def test_a_person_is_told_how_far_witnesses_have_seen_it(
    tmp_path: Path, ledger: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    trusted = tmp_path / "trusted"
    trusted.write_text(policy(ledger_key()))
    main(["ledger", str(ledger.path), "--policy", str(trusted), "--lang", "en"])
    assert f"cosigned the first {SIZE}" in capsys.readouterr().out
