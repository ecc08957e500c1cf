"""Searching a component: every pattern, in every piece and in what the piece hides.

The one idea: one automaton holds all patterns (Aho-Corasick), so that a hundred thousand of them cost one pass.
ASCII case is folded on both sides. A person is *readable* where one distinctive value of hers is, or where her
result stands beside something that names her envelope.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from sceau.drill.canaries import Canary
from sceau.drill.patterns import Meaning, patterns
from sceau.drill.streams import Piece

OVERLAP: Final = 1024  # bytes that consecutive stretches of one piece share: longer than any pattern
_BESIDE: Final = 64  # bytes at most between a result and an envelope's id for the one to be the other's
_OUTCOMES: Final = ("10828004", "260385009", "positif", "négatif", "positive", "negative", "94558-4")
_NOBODY: Final = -1
_TRACE: Final = "(trace)"
_OUTCOME: Final = "(outcome)"


@dataclass(frozen=True, slots=True)
class Finding:
    """Person `person` is betrayed by `field`, written as `form`, at `place`."""

    person: int
    field: str
    form: str
    place: str


@dataclass(frozen=True, slots=True)
class Traces:
    """What belongs to a person without saying who she is: ids of envelopes, lookups of tickets (16 bytes each)."""

    names: Mapping[int, Sequence[bytes]] = field(default_factory=dict)


class Search:
    """All that is known of some people, made into one automaton."""

    def __init__(self, people: Iterable[Canary], traces: Traces | None = None) -> None:
        found = dict(patterns(people))
        for person, names in (traces or Traces()).names.items():
            for form in (one for name in names for one in _written(name)):
                found.setdefault(form.lower(), Meaning(person, _TRACE, "id"))
        for outcome in _OUTCOMES:
            found.setdefault(outcome.encode().lower(), Meaning(_NOBODY, _OUTCOME, "text"))
        self._meanings = list(found.values())
        self._automaton = BytesAhoCorasick(
            list(found), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def findings(self, piece: Piece) -> Iterator[Finding]:
        """In this piece alone, as it stands."""
        traces: list[tuple[int, Meaning]] = []
        outcomes: list[int] = []
        for number, start, end in self._automaton.find_matches_as_indexes(piece.data.lower(), overlapping=True):
            meaning = self._meanings[number]
            if meaning.field == _TRACE:
                traces.append((start, meaning))
            elif meaning.field == _OUTCOME:
                outcomes.append(start)
            elif not (meaning.digits and _in_a_longer_number(piece.data, start, end)):
                yield Finding(meaning.person, meaning.field, meaning.form, piece.place)
        for at, meaning in traces:
            if any(piece.row or abs(at - other) <= _BESIDE for other in outcomes):
                yield Finding(meaning.person, "result", "beside an id", piece.place)


def _written(name: bytes) -> Iterator[bytes]:
    yield name
    yield name.hex().encode()
    yield b64encode(name).rstrip(b"=")
    yield urlsafe_b64encode(name).rstrip(b"=")


def _in_a_longer_number(data: bytes, start: int, end: int) -> bool:
    """Whether eight digits that look like a date belong to more digits (in UTF-16 and UTF-32, zeros between)."""
    before = data[max(0, start - 4) : start].replace(b"\x00", b"")
    after = data[end : end + 4].replace(b"\x00", b"")
    return before[-1:].isdigit() or after[:1].isdigit()
