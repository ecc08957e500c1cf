"""What the drill's exit code says, and that what was not run is never taken for passed."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from sceau.commands import drill
from sceau.commands.words import Words
from sceau.drill.counter.means import Means
from sceau.drill.counter.theft import NAMES
from sceau.drill.report import Measured, NotRun, Report

NOT_RUN = (NotRun("half of an enrolled browser: relay", Means.CHROMIUM),)


def report(readable: int, *, not_run: tuple[NotRun, ...] = ()) -> Report:
    one = Measured("relay database", readable, 1, 1, ())
    return Report((one,), (), (), (one,), control_readable=14, canaries=14, seconds=1.0, not_run=not_run)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Callable[[Report], Result]:
    """What the command says of a drill that ended so."""

    def say(ended: Report) -> Result:
        monkeypatch.setattr(drill, "server_module", lambda _: SimpleNamespace(drill=lambda *_, **__: ended))
        return CliRunner().invoke(drill.app, ["breach"], standalone_mode=False, obj=Words("en"))

    return say


def test_nobody_readable_anywhere_is_0(said: Callable[[Report], Result]) -> None:
    assert said(report(0)).return_value == 0


def test_somebody_readable_is_1_whatever_was_not_run(said: Callable[[Report], Result]) -> None:
    assert said(report(1, not_run=NOT_RUN)).return_value == 1


def test_what_was_not_run_is_2_and_named(said: Callable[[Report], Result]) -> None:
    ran = said(report(0, not_run=NOT_RUN))
    assert ran.return_value == 2
    assert "half of an enrolled browser: relay" in ran.output
    assert "not run" in ran.output
    assert "make chromium" in ran.output


def test_the_counters_components_have_names_in_french() -> None:
    assert [name for name in NAMES if Words("fr").find(f"drill.name.{name}") is None] == []


def test_whatever_can_be_missing_has_a_sentence() -> None:
    assert [one for one in Means if Words("fr").find(f"drill.missing.{one}") is None] == []


def test_a_restore_drill_without_its_programs_is_2_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    means = SimpleNamespace(missing=lambda: ("pgbackrest", "age"), PACKAGES="pgbackrest age")
    monkeypatch.setattr(drill, "server_module", lambda _: means)
    ran = CliRunner().invoke(drill.app, ["restore"], standalone_mode=False, obj=Words("en"))
    assert ran.return_value == 2
    assert "Missing here: pgbackrest, age" in ran.output
