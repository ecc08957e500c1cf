"""What `sceau send --corrects` takes and says, and where a record stands in its line of corrections."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sceau.client.correcting import Wanted, asked_of, only_record, spool_correction
from sceau.client.delivery import Delivery
from sceau.client.files import ReadFile
from sceau.client.report import RecordReport, Standing
from sceau.client.sealing import Handover
from sceau.client.spool import Spool
from sceau.commands.terminal import Terminal

_STANDARD_INPUT = "-"
_ON_ITS_WAY = (Standing.REGISTERED, Standing.ACCEPTED, Standing.WAITING)
_NEXT = frozenset({"stale-correction", "ticket-moved"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where records go: in the place of `wanted`, under the ticket of `link`; to places of their own without it."""

    wanted: Wanted | None
    link: str

    @classmethod
    def given(cls, corrects: str, link: str) -> "Place":
        """From the command line, where `-` for the link leaves it out of the list of processes."""
        told = sys.stdin.readline().strip() if link == _STANDARD_INPUT else link
        return cls(asked_of(corrects, told), told)

    @property
    def corrects(self) -> bytes:
        return b"" if self.wanted is None else self.wanted.id

    @property
    def again(self) -> str:
        """What to add to the next command that sends the mended record."""
        return "" if self.wanted is None else f" --corrects {self.corrects.hex()}"

    @property
    def as_json(self) -> dict[str, object]:
        return {} if self.wanted is None else {"corrects": self.corrects.hex()}

    def spool(self, delivery: Delivery, reads: Sequence[ReadFile]) -> set[bytes]:
        """Seal and spool what the files hold; the ids of records that fit no envelope."""
        if self.wanted is None:
            return delivery.spool([one for read in reads for one in read.found])
        found = only_record(reads)
        return set() if found is None else spool_correction(delivery, found, self.wanted, link=self.link)


def print_correction(
    terminal: Terminal, spool: Spool, lines: Sequence[RecordReport], handed: Sequence[Handover], place: Place
) -> None:
    """What became of a correction, and what to do next; nothing for other records."""
    if place.wanted is None or not lines or not lines[0].id:
        return
    (line,) = lines
    if line.standing in _ON_ITS_WAY:
        _print_done(terminal, spool, line.id, handed, place)
    elif line.standing is Standing.REJECTED:
        terminal.say("correction.rejected", id=line.id)
    elif line.code in _NEXT:
        terminal.say(f"correction.{line.code}", target=place.corrects.hex())


def line_of(spool: Spool, one: bytes) -> dict[str, object]:
    """What a record corrects, what corrects it, and the newest of the line; None where there is nothing."""
    line, target = spool.line(one), spool.target(one)
    return {
        "corrects": target.hex() if target else None,
        "corrected_by": line[1].hex() if len(line) > 1 else None,
        "newest": line[-1].hex(),
    }


def print_line(terminal: Terminal, line: Mapping[str, object]) -> None:
    if line["corrects"]:
        terminal.say("status.corrects", target=line["corrects"])
    if line["corrected_by"]:
        terminal.say("status.corrected", by=line["corrected_by"], newest=line["newest"])


def _print_done(terminal: Terminal, spool: Spool, one: str, handed: Sequence[Handover], place: Place) -> None:
    terminal.say("correction.done", target=spool.target(bytes.fromhex(one)).hex())
    newest = spool.line(bytes.fromhex(one))[-1].hex()
    if newest != one:
        terminal.say("correction.corrected-since", newest=newest)
    for handover in handed:
        if handover.link.partition("#")[2] != place.link.partition("#")[2]:
            terminal.say("correction.link", link=handover.link)
        if handover.code:
            terminal.say("correction.code", code=handover.code)
