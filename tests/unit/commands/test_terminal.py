"""Tables on the narrow screen of whoever is on call."""

import pytest

from sceau.commands.terminal import Terminal
from sceau.commands.words import Language, Words

COLUMNS = ("day", "finess", "captured", "accepted", "delivered", "waiting", "dead", "registered", "differs")
ROW = ("2026-11-22", "750000000", "–", "12345", "12345", "0", "0", "12345", "0")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_reconciled_day_fits_into_eighty_characters_unbroken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: Language
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    words = Words(language)
    Terminal(words, as_json=False).table(COLUMNS, [ROW])
    head, row = capsys.readouterr().out.splitlines()
    assert head.split() == [word for column in COLUMNS for word in words(f"column.{column}").split()]
    assert tuple(row.split()) == ROW
