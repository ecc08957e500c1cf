"""A watched folder, for software that can only write files.

    FOLDER/day.csv            written there by the pharmacy's software (hidden names and `.part` are left alone)
    FOLDER/sent/              the file, once its valid records are sealed and on their way
    FOLDER/mend/              rows to mend, with the reasons; or the whole file when none of it could be read
    FOLDER/tickets/           links to hand over, one file a file, only when asked for

What lies in these folders is the pharmacy's own plain files, and its to clear away.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sceau.client.delivery import Delivery
from sceau.client.durable import flush_folder, private_folder, write_durably
from sceau.client.errors import ClientError
from sceau.client.files import ReadFile, read_file, write_to_mend
from sceau.client.sealing import Handover
from sceau.envelope.errors import EnvelopeError
from sceau.record import Problem, message
from sceau.record.problems import errors

SETTLED_SECONDS = 2.0  # a file that was written to more recently may not be whole


@dataclass(frozen=True, slots=True)
class Inbox:
    folder: Path
    delivery: Delivery
    with_tickets: bool = False
    clock: Callable[[], float] = time.time

    def take(self) -> list[Path]:
        """Seal and spool what has settled in the folder; the files taken. Run again after a crash, it goes on."""
        return [path for path in sorted(self.folder.iterdir()) if self._is_taken(path)]

    def _is_taken(self, path: Path) -> bool:
        """One that cannot be taken now (open elsewhere, gone, another's) stays for the next time."""
        try:
            return self._is_ready(path) and self._take(path)
        except (ClientError, EnvelopeError, OSError):
            return False

    def _is_ready(self, path: Path) -> bool:
        plain = path.is_file() and not path.is_symlink() and not path.name.startswith(".") and path.suffix != ".part"
        return plain and self.clock() - path.stat().st_mtime >= SETTLED_SECONDS

    def _take(self, path: Path) -> bool:
        read = read_file(path, now=datetime.fromtimestamp(self.clock(), UTC))
        keep = self._keep_tickets(path) if self.with_tickets else None
        replace(self.delivery, tickets=keep).spool(read.found)
        self._file_away(read)
        return True

    def _file_away(self, read: ReadFile) -> None:
        """The valid rows are spooled: the file may move. Its name may come back another day."""
        mend = private_folder(self.folder / "mend")
        whole_file = tuple(read.problems) or tuple(one for row in read.to_mend for one in row.entry.problems)
        if any(one.id for one in read.found):
            target = private_folder(self.folder / "sent")
            write_to_mend(replace(read, path=mend / read.path.name))
        else:
            target = mend
            write_durably(mend / f"{read.path.name}.reasons.txt", reasons(whole_file).encode())
        read.path.replace(_free_name(target / read.path.name))
        flush_folder(target)
        flush_folder(self.folder)

    def _keep_tickets(self, path: Path) -> Callable[[Sequence[Handover]], None]:
        def keep(handovers: Sequence[Handover]) -> None:
            links = private_folder(self.folder / "tickets") / f"{path.name}.tickets.csv"
            before = links.read_bytes() if links.exists() else b""  # of this file, cut short, or of another of its name
            lines = "".join(f"{one.id.hex()};{one.link};{one.code}\n" for one in handovers)
            write_durably(links, before + lines.encode())

        return keep


def reasons(problems: Sequence[Problem]) -> str:
    """A line a problem and language: where, and what to write instead."""
    lines: list[str] = []
    for one in errors(problems):
        place = " ".join(str(part) for part in (one.row, one.column) if part is not None)
        lines += [f"{place}\t{message(one, 'fr')}", f"{place}\t{message(one, 'en')}"]
    return "\n".join(lines) + "\n"


def _free_name(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
