"""The demo's two sides: the pharmacy sends its files, then each person tested opens the ticket."""

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sceau.client.delivery import Delivery
from sceau.client.errors import ClientError
from sceau.client.files import Found, ReadFile, read_file
from sceau.client.http import Connection
from sceau.client.progress import Stage, Watcher
from sceau.client.report import RecordReport, Standing, report
from sceau.client.sealing import Handover
from sceau.client.tickets import open_ticket
from sceau.demo.world import World
from sceau.envelope.errors import EnvelopeError
from sceau.record import sections

_OPENERS = 4  # persons at a time
_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of every record; `opened` counts tickets whose result was the one sealed.

    `tickets` are what persons hold: a ticket, and a birth date.
    """

    lines: Sequence[RecordReport]
    tickets: Sequence[tuple[Handover, str]]
    opened: int
    seconds: float

    def count(self, *standings: Standing) -> int:
        return sum(line.standing in standings for line in self.lines)

    @property
    def valid(self) -> int:
        return len(self.lines) - self.count(Standing.TO_MEND)

    @property
    def complete(self) -> bool:
        """Every valid record was registered, and its ticket opened."""
        return self.count(Standing.REGISTERED) == self.opened == self.valid


def send_and_open(world: World, files: Sequence[Path], watcher: Watcher) -> Outcome:
    """Send copies of the files, so that nothing is written beside them; then open each ticket handed over."""
    began, handed = time.monotonic(), list[Handover]()
    reads = _read(world, files)
    with Connection(world.relay) as connection:
        delivery = Delivery(
            world.installation, connection, tickets=handed.extend, receipts=world.folder / "receipts", watcher=watcher
        )
        delivery.refresh()
        found = [one for read in reads for one in read.found]
        too_large = delivery.spool(found)
        delivery.send(seconds=_PATIENCE_SECONDS)
        opened = _open_all(found, handed, connection, watcher)
    known = world.installation.spool().known(one.id for one in found if one.id)
    born = {one.id: _born(one) for one in found if one.id}
    tickets = [(one, born[one.id]) for one in handed]
    return Outcome(report(reads, known, too_large), tickets, opened, time.monotonic() - began)


def _read(world: World, files: Sequence[Path]) -> list[ReadFile]:
    reads: list[ReadFile] = []
    for number, path in enumerate(files):
        copy = world.folder / "files" / str(number) / path.name
        copy.parent.mkdir(parents=True)
        shutil.copyfile(path, copy)
        reads.append(read_file(copy, now=datetime.now(UTC)))
    return reads


def _open_all(found: Sequence[Found], handed: Sequence[Handover], connection: Connection, watcher: Watcher) -> int:
    by_id = {one.id: one for one in found}
    watcher.begin(Stage.OPENING, len(handed))

    def opens(handover: Handover) -> bool:
        good = _opens(by_id[handover.id], handover, connection)
        watcher.advance(1)
        return good

    with ThreadPoolExecutor(_OPENERS) as people:
        return sum(people.map(opens, handed))


def _opens(found: Found, handover: Handover, connection: Connection) -> bool:
    """Whether the person, with link and birth date, reads the result that was sealed."""
    record = found.row.entry.accepted()
    try:
        results = open_ticket(handover.link, born=_born(found), code=handover.code, connection=connection)
    except (ClientError, EnvelopeError):
        return False
    return [one.sections["result"] for one in results] == [sections(record)["result"]]


def _born(found: Found) -> str:
    identity = found.row.entry.accepted().identity
    return identity.birth_date if identity else ""
