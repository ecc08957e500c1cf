"""A real browser's profile: what Chromium has compressed is found, and raw bytes alone would not have shown it."""

from pathlib import Path

import pytest

from sceau.drill.counter.computer import switched_on
from sceau.drill.counter.profile import profile_pieces
from sceau.drill.files import folder_pieces
from sceau.drill.streams import hidden_in

MARK = b"Zibrogulo-canari"
PUT = """async ([count, size]) => {
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const opening = indexedDB.open("planted");
  opening.onupgradeneeded = () => opening.result.createObjectStore("people");
  const database = await asked(opening);
  for (let number = 0; number < count; number++) {
    const text = `person ${number} `.repeat(size / 10) + "Zibrogulo-canari";
    await asked(database.transaction("people", "readwrite").objectStore("people").put({ text }, number));
  }
  database.close();
}"""


def planted(profile: Path, *, count: int, size: int) -> None:
    """So many people are kept by a page, each named once at the end of so many characters."""
    with switched_on(profile, "http://localhost") as computer:
        computer.page.route("**/*", lambda route: route.fulfill(body="<p>", content_type="text/html"))
        computer.page.goto("http://localhost/")
        computer.page.evaluate(PUT, [count, size])


def found(profile: Path, kind: str) -> int:
    """People found in values opened as `kind`."""
    return len(
        {
            one.data
            for piece in profile_pieces(profile)
            for one in (piece, *hidden_in(piece))
            if kind in one.place and one.whole and MARK in one.data
        }
    )


@pytest.mark.usefixtures("chromium")
def test_everybody_in_a_table_that_the_browser_compressed_is_found(tmp_path: Path) -> None:
    planted(tmp_path, count=3000, size=2000)
    assert sum(piece.data.count(MARK) for piece in folder_pieces(tmp_path)) < 3000
    assert found(tmp_path, "(LevelDB)") == 3000


@pytest.mark.usefixtures("chromium")
def test_everybody_in_a_value_that_the_page_compressed_is_found(tmp_path: Path) -> None:
    planted(tmp_path, count=3, size=200_000)
    assert found(tmp_path, "(snappy)") == 3
