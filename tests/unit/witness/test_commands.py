"""What the witness's command says before it serves."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs
from tests.unit.ledger.memory_ledger import SIGNER, MemoryLedger, made_up_entries

from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.note import parse_note
from sceau.witness import commands
from sceau.witness.configuration import WitnessSettings
from sceau.witness.memory import Memory


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WitnessSettings:
    for name in ("serve_wsgi", "configure_logs"):
        monkeypatch.setattr(commands, name, lambda *_: None)
    given = {"name": "witness.example", "ed25519_seed": "00" * 32, "ml_dsa_44_seed": "00" * 32}
    return WitnessSettings.model_validate({**given, "logs": str(SIGNER.verifier), "memory_file": tmp_path / "memory"})


def said(settings: WitnessSettings) -> list[str]:
    with capture_logs() as heard:
        commands.serve(settings)
    return [one["event"] for one in heard]


def test_a_witness_that_remembers_nothing_says_so(settings: WitnessSettings) -> None:
    assert said(settings) == ["nothing_remembered"]


def test_a_witness_that_remembers_says_nothing(settings: WitnessSettings) -> None:
    memory, note = Memory(settings.memory_file), MemoryLedger().append(made_up_entries(3)).note
    memory.begin()
    with memory.remembering(SIGNER.name) as remembered:
        remembered.replace(parse_checkpoint(parse_note(note).text), note)
    assert said(settings) == []
