"""What the counter adds to what can be stolen: the computer, and the halves of an enrolled browser's key.

The one idea: a thief comes in the evening, more than a moment after somebody signed in, and goes as far as the network
leads: components are what one theft gives, pairs what two give.
"""

import time
from collections.abc import Iterable, Iterator
from typing import Any, Final, LiteralString

import psycopg

from sceau.drill.counter.day import CounterDay
from sceau.drill.counter.halves import Row, found_secret, opened
from sceau.drill.counter.profile import profile_pieces
from sceau.drill.counter.thief import Seen, switch_on_stolen
from sceau.drill.streams import Piece
from sceau.drill.theft import Component, Scene
from sceau.drill.tries import values_in
from sceau.envelope.access import Kit
from sceau.relay.people.sessions import FRESH

NAMES: Final = (
    "counter's computer, locked (browser profile)",
    "counter's computer, locked, switched on by a thief",
    "half of an enrolled browser: profile",
    "half of an enrolled browser: relay",
)
_ROWS: Final = """
SELECT day, number, NULL, sealed FROM item WHERE pharmacy = %(pharmacy)s
UNION ALL SELECT NULL, NULL, name, sealed FROM shelf WHERE pharmacy = %(pharmacy)s
"""
_PREFILLS: Final = "SELECT sealed FROM prefill WHERE pharmacy = %(pharmacy)s"
_HALVES: Final = "SELECT half FROM browser_half"


class CounterThefts:
    """The counter's part of a scene after its day. The computer is switched on once, unless what is `seen` is given."""

    def __init__(self, scene: Scene, day: CounterDay, *, seen: Seen | None = None) -> None:
        self._scene, self._day = scene, day
        self._seen = seen

    def components(self) -> list[Component]:
        thefts = (self._profile, self._switched_on, self._half_here, self._half_there)
        return [Component(name, theft) for name, theft in zip(NAMES, thefts, strict=True)]

    def pairs(self) -> list[Component]:
        return [
            Component("counter's computer + relay's half", self._both_halves),
            Component("counter's computer + counter's kit", self._computer_and_kit),
            Component("relay database + counter's kit", self._database_and_kit),
        ]

    @property
    def seen(self) -> Seen:
        if self._seen is None:
            time.sleep(max(0.0, self._day.signed_in + FRESH.total_seconds() - time.monotonic()))
            copy = self._scene.workshop / "stolen-profile"
            self._seen = switch_on_stolen(self._day.profile, self._scene.world.relay, copy, day=self._scene.day.day)
        return self._seen

    def _profile(self) -> Iterator[Piece]:
        return profile_pieces(self._day.profile)

    def _switched_on(self) -> Iterator[Piece]:
        """What its pages show, what the relay answers its cookie, and what both open."""
        yield from self.seen.pieces()
        yield from self._opened_by(self.seen.halves.values())

    def _half_here(self) -> Iterator[Piece]:
        """The database of the browser, as it lies there, and the half in it tried with all else in the profile."""
        kept = self.seen.kept
        yield from (Piece("sealed in the browser", sealed, whole=True) for _, sealed in kept.rows())
        yield from self._opened_by(_values(profile_pieces(self._day.profile)))

    def _half_there(self) -> Iterator[Piece]:
        rows, prefills = self._sealed_at_relay()
        halves = [half for (half,) in self._rows(_HALVES)]
        yield from (Piece("sealed at the relay", sealed, whole=True) for sealed in (*(s for _, s in rows), *prefills))
        others = _values(self._scene.cluster("relay").row_pieces())
        secret = found_secret(halves, others, self._day.shop)
        yield from opened(secret, rows, self._day.shop, prefills=prefills)

    def _both_halves(self) -> Iterator[Piece]:
        return self._opened_by(half for (half,) in self._rows(_HALVES))

    def _computer_and_kit(self) -> Iterator[Piece]:
        return opened(self._kit, self.seen.kept.rows(), self._day.shop)

    def _database_and_kit(self) -> Iterator[Piece]:
        rows, prefills = self._sealed_at_relay()
        return opened(self._kit, rows, self._day.shop, prefills=prefills)

    @property
    def _kit(self) -> bytes:
        return Kit.parse(self._day.kit).secret

    def _opened_by(self, others: Iterable[bytes]) -> Iterator[Piece]:
        """What the browser keeps, where its half and one of these make a key."""
        kept = self.seen.kept
        secret = found_secret((half for _, half in kept.halves()), others, self._day.shop)
        return opened(secret, kept.rows(), self._day.shop)

    def _sealed_at_relay(self) -> tuple[list[Row], list[bytes]]:
        rows = [(name or (day, number), sealed) for day, number, name, sealed in self._rows(_ROWS)]
        return rows, [sealed for (sealed,) in self._rows(_PREFILLS)]

    def _rows(self, query: LiteralString) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._scene.cluster("relay").url) as database:
            return database.execute(query, {"pharmacy": self._day.shop.pharmacy}).fetchall()


def _values(pieces: Iterator[Piece]) -> set[bytes]:
    return {value for piece in pieces for value in values_in(piece)}
