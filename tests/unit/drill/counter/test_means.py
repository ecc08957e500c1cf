"""Whatever the counter's part lacks is known before anything starts."""

from pathlib import Path

import pytest

from sceau.drill.counter import means


def test_here_nothing_is_missing() -> None:
    assert means.missing() is None


def test_without_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(means, "find_spec", lambda _: None)
    assert means.missing() is means.Means.PLAYWRIGHT


def test_without_a_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chromium"))
    assert means.missing() is means.Means.CHROMIUM


def test_without_the_pages_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(means, "source_tree", lambda: tmp_path)
    monkeypatch.setattr(means, "chromium", lambda: tmp_path)
    assert means.missing() is means.Means.SOURCES


def test_a_chromium_that_playwright_fetched_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    program = tmp_path / "chromium-1200/chrome-linux/chrome"
    program.parent.mkdir(parents=True)
    program.touch()
    assert means.chromium() == program
