"""What `sceau status` says of an envelope that is on its way."""

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import pytest
import typer

from sceau.client.errors import ClientError, explanation
from sceau.client.spool import New, Spool
from sceau.commands import sending
from sceau.commands.words import Language, Words

ONE = bytes(16)


@dataclass(frozen=True)
class Installed:
    """An installation whose spool knows one envelope, and a relay that says where it is."""

    home: Path
    said: dict[str, object]

    @property
    def profile(self) -> SimpleNamespace:
        return SimpleNamespace(relay="http://relay.invalid")

    def spool(self) -> Spool:
        return Spool(self.home)

    def relay(self, _connection: object) -> SimpleNamespace:
        return SimpleNamespace(steps=lambda _day, _one: self.said)


class Unused:
    """A connection that nobody uses."""

    def __init__(self, _url: str) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


def status(
    home: Path,
    said: dict[str, object],
    monkeypatch: pytest.MonkeyPatch,
    language: Language = "en",
    *,
    envelope: Path | None = None,
) -> None:
    Spool(home).add([New(ONE, 20_000, bytes(32), b"sealed", bytes(32))])
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setattr(sending, "Installation", lambda _home: Installed(home, said))
    monkeypatch.setattr(sending, "Connection", Unused)
    context = typer.Context(typer.core.TyperCommand("status"), obj=Words(language))
    sending.status(context, ONE.hex(), envelope=envelope)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_keeps_an_envelope_waiting_and_whom_to_call_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: Language
) -> None:
    status(tmp_path, {"state": "dead", "steps": [], "code": "poison"}, monkeypatch, language)
    shown, said = " ".join(capsys.readouterr().out.split()), explanation("poison", language)
    assert said.what.replace("\u202f", " ") in shown
    assert said.remedy.replace("\u202f", " ") in shown


def test_what_kept_an_envelope_waiting_is_over_once_it_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered: dict[str, object] = {"state": "registered", "steps": [], "code": "register-unreachable", "ack": "AA"}
    status(tmp_path, answered, monkeypatch)
    assert explanation("register-unreachable", "en").what not in capsys.readouterr().out


def test_the_envelope_is_written_as_it_was_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status(tmp_path, {"state": "pending", "steps": []}, monkeypatch, envelope=tmp_path / "one.envelope")
    assert (tmp_path / "one.envelope").read_bytes() == b"sealed"


def test_an_envelope_that_is_no_longer_held_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spool, "sealed", lambda _spool, _one: None)
    with pytest.raises(ClientError, match="not-held"):
        status(tmp_path, {"state": "registered", "steps": []}, monkeypatch, envelope=tmp_path / "one.envelope")
