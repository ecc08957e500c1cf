"""What the counter's pages keep in their browser, read in a browser: its database, as plain data.

The one idea: the profile's files are searched as bytes (`profile`); this reads the same as whoever opens the developer
tools does, so that a key that was found can be tried on what it should open.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from sceau.drill.counter.sealed import Place

if TYPE_CHECKING:
    from playwright.sync_api import Page

HALF: str = "browser-half/"


@dataclass(frozen=True, slots=True)
class Kept:
    """`stores` as the browser has them: of each store its records, bytes as bytes."""

    stores: Mapping[str, Sequence[Mapping[str, Any]]]

    def rows(self) -> Iterator[tuple[Place, bytes]]:
        """Sealed rows and documents, and where they stand; what a row was before an unsent change too."""
        for row in self.stores["items"]:
            place = (row["day"], row["number"])
            yield from ((place, row[name]) for name in ("sealed", "base") if name in row)
        yield from ((document["name"], document["sealed"]) for document in self.stores["documents"])

    def halves(self) -> Iterator[tuple[bytes, bytes]]:
        """(id at the relay, half here) of each enrolled member."""
        for setting in self.stores["settings"]:
            if setting["name"].startswith(HALF):
                yield bytes.fromhex(setting["value"]["id"]), setting["value"]["half"]

    def waiting(self) -> list[bytes]:
        """Ids of the envelopes that the relay does not have."""
        return [bytes.fromhex(one["id"]) for one in self.stores["envelopes"] if one["state"] == "waiting"]


def kept_in(page: "Page") -> Kept:
    """Of a page that has the relay's origin."""
    script = resources.files("sceau.drill.counter").joinpath("kept.js").read_text(encoding="utf-8")
    stores: Mapping[str, list[Any]] = page.evaluate(script)
    return Kept({name: [_plain(one) for one in records] for name, records in stores.items()})


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a page keeps
    match value:
        case {"bytes": str() as digits, **others} if not others:
            return bytes.fromhex(digits)
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list():
            return [_plain(one) for one in value]
        case _:
            return value
