"""Compare what a ledger shows with what it showed others: its witnesses, services that mirror it, ourselves before.

Each view is a checkpoint that the ledger signed, so two that contradict each other convict it, whoever brought them.
Those who may be ahead are asked first and the ledger last: then it may be ahead of all, and behind none.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import quote

from .fork import Contradiction, View, contradiction
from .notes import Key, base64, cosigned_at, open_checkpoint, read_note
from .policy import Policy
from .refusal import Refused
from .tree import Tree

Fetch = Callable[[str], bytes]
"""What is served at an address. Refused: `absent`, `unreachable`."""
KEPT: Final = "kept"
"""Where the view stands that we kept ourselves."""
_CACHED: Final = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds old the newest cosignature may be, and the newest growth (0: as old as it likes)."""

    cosigned: int
    grown: int = 0


@dataclass(frozen=True, slots=True)
class Remembered:
    """The newest checkpoint that was found in order, and when it was first seen (seconds since 1970)."""

    note: bytes
    since: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What was found of one ledger: `newest` is what it shows itself, `refused` what nobody could or should believe."""

    views: Sequence[View]
    newest: View | None
    contradictions: Sequence[Contradiction]
    refused: Sequence[Refused]


@dataclass(frozen=True, slots=True)
class _Source:
    where: str
    read: Callable[[], Sequence[bytes]]
    may_be_absent: bool = False
    cosigned_by: Sequence[Key] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """The comparison of one ledger, which `policy` names with its address."""

    policy: Policy
    origin: str
    fetch: Fetch
    limits: Limits
    pause: Callable[[float], None] = time.sleep

    def compare(self, remembered: Remembered | None, now: int) -> Watched:
        """Every view with the others, and with the tree that the ledger shows."""
        refused, views = list[Refused](), list[View]()
        for source in self._sources(remembered):
            self._look(source, now, views, refused)
        newest, contradictions = None, list[Contradiction]()
        try:
            newest = self._newest(max((view.checkpoint.size for view in views), default=0))
            views.append(newest)
            contradictions = self._against(newest, views)
            self._check_growth(newest, remembered, now)
        except Refused as found:
            refused.append(found)
        return Watched(views, newest, [*_forks(views), *contradictions], refused)

    def _look(self, source: _Source, now: int, views: list[View], refused: list[Refused]) -> None:
        """All that the source shows: one note that nobody can believe hides no other."""
        try:
            notes = source.read()
        except Refused as found:
            refused += [] if found.code == "absent" and source.may_be_absent else [found]
            return
        for note in notes:
            try:
                self._see(note, source, now, views)
            except Refused as found:
                refused.append(found)

    def _newest(self, ahead: int) -> View:
        """What the ledger shows; when somebody has seen more, a cache in front may be seconds behind: asked again."""
        shown = self._shown()
        if shown.checkpoint.size < ahead:
            self.pause(_CACHED)
            shown = self._shown()
        return shown

    def _shown(self) -> View:
        where = self._own("checkpoint")
        note = self.fetch(where)
        checkpoint = open_checkpoint(note, self.policy.logs, where)
        if checkpoint.origin != self.origin:
            raise Refused("other-ledger", where)
        return View(where, note, checkpoint)

    def _sources(self, remembered: Remembered | None) -> Iterator[_Source]:
        if remembered is not None:
            yield _Source(KEPT, lambda: [remembered.note])
        asked = f"?origin={quote(self.origin, safe='')}"
        for witness, url in self.policy.watched_at:
            yield self._at(f"{url}/checkpoint{asked}", cosigned_by=[witness])
            yield self._at(f"{url}/evidence{asked}", may_be_absent=True)
            suspects = f"{url}/suspects{asked}"
            yield _Source(suspects, partial(self._suspects, suspects), may_be_absent=True)
        for url in self.policy.urls.values():
            yield self._at(f"{url}/mirrored", may_be_absent=True)
            yield self._at(f"{url}/evidence", may_be_absent=True)
        witnesses = self.policy.witnesses
        yield self._at(self._own("witnessed"), may_be_absent=not witnesses, cosigned_by=witnesses)

    def _at(self, url: str, *, may_be_absent: bool = False, cosigned_by: Sequence[Key] = ()) -> _Source:
        return _Source(url, lambda: [self.fetch(url)], may_be_absent, cosigned_by)

    def _suspects(self, url: str) -> list[bytes]:
        """What a witness was shown without a path, a note a line."""
        return [_decoded(line) for line in self.fetch(url).splitlines()]

    def _own(self, name: str) -> str:
        return f"{self.policy.urls[self.origin]}/{name}"

    def _see(self, note: bytes, source: _Source, now: int, views: list[View]) -> None:
        """The view that this note is, but for one of another ledger that is watched too.

        The ledger has signed it: it counts, even when the witness that shows it is then refused.
        """
        checkpoint = open_checkpoint(note, self.policy.logs, source.where)
        if checkpoint.origin != self.origin:
            if source.may_be_absent:
                return
            raise Refused("other-ledger", source.where)
        views.append(View(source.where, note, checkpoint))
        if source.cosigned_by:
            self._check_cosigned(note, source, now)

    def _check_cosigned(self, note: bytes, source: _Source, now: int) -> None:
        times = cosigned_at(read_note(note, source.where), source.cosigned_by, source.where)
        if not times:
            raise Refused("not-cosigned", source.where)
        if all(abs(now - time) > self.limits.cosigned for time in times.values()):  # nor does a time to come count
            raise Refused("stale", source.where)

    def _against(self, newest: View, views: Sequence[View]) -> list[Contradiction]:
        tree = Tree(lambda path: self.fetch(self._own(path)), newest.checkpoint)
        tree.check_root()
        others = [view for view in views if view.checkpoint.size != newest.checkpoint.size]
        return [found for view in others if (found := contradiction(view, newest, tree)) is not None]

    def _check_growth(self, newest: View, remembered: Remembered | None, now: int) -> None:
        if remembered is None or not self.limits.grown or now - remembered.since <= self.limits.grown:
            return
        if read_note(remembered.note, KEPT).text == newest.checkpoint.text:
            raise Refused("still", newest.where)


def _decoded(line: bytes) -> bytes:
    """A note; nothing, which no note is, of a line that is not in base64."""
    try:
        return base64(line.decode("ascii"))
    except ValueError:
        return b""


def _forks(views: Sequence[View]) -> list[Contradiction]:
    """Each other root for a size, once."""
    shown: dict[int, dict[bytes, View]] = {}
    for view in views:
        shown.setdefault(view.checkpoint.size, {}).setdefault(view.checkpoint.root, view)
    return [
        Contradiction("fork", first, other) for first, *others in map(dict.values, shown.values()) for other in others
    ]
