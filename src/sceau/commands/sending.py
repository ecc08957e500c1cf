"""`sceau send` and `sceau status`."""

import os
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from sceau.client.correcting import record_id
from sceau.client.delivery import Delivery, Tickets
from sceau.client.durable import write_durably
from sceau.client.errors import ClientError, RelayUnreachable, not_delivered
from sceau.client.files import ReadFile, read_file, write_to_mend
from sceau.client.http import Connection
from sceau.client.installation import Installation, default_home
from sceau.client.patience import Patience
from sceau.client.report import RecordReport, Standing, counts, report
from sceau.client.sealing import Handover
from sceau.commands.correcting import Place, line_of, print_correction, print_line
from sceau.commands.failures import meaning
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal
from sceau.record import message

Json = Annotated[bool, typer.Option("--json")]
_ATTEMPTS = 4  # with a person waiting: about ten seconds without a network
_SHOWN_PROBLEMS = 200  # on a screen; the file to mend has them all


def send(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument()],
    *,
    relay: Annotated[str, typer.Option()] = "",
    tickets: Annotated[Path | None, typer.Option()] = None,
    receipts: Annotated[Path | None, typer.Option()] = None,
    consent: Annotated[list[str] | None, typer.Option()] = None,
    corrects: Annotated[str, typer.Option(metavar="ID")] = "",
    ticket: Annotated[str, typer.Option(metavar="LINK")] = "",
    wait: Annotated[float, typer.Option(min=0)] = 120.0,
    json: Json = False,
) -> int:
    terminal, began = Terminal.of(context, as_json=json), time.monotonic()
    installation = Installation(default_home())
    now, place = datetime.now(UTC), Place.given(corrects, ticket)
    reads = [read_file(path, now=now, consents=consent or (), corrects=place.corrects) for path in files]
    handed: list[Handover] = []
    with terminal.watch() as bar, Connection(relay or installation.profile.relay) as connection:
        delivery = Delivery(
            installation,
            connection,
            tickets=_tickets(reads, tickets, handed),
            receipts=receipts,
            patience=Patience(attempts=_ATTEMPTS),
            watcher=bar,
        )
        too_large, again, cut_off = _deliver(delivery, reads, place, seconds=wait)
    known = installation.spool().known(one.id for read in reads for one in read.found if one.id)
    lines = report(reads, known, too_large)
    mend = [path for read in reads if (path := write_to_mend(read))]
    _print(terminal, lines, handed, mend, place)
    print_correction(terminal, installation.spool(), lines, handed, place)
    _show_json(terminal, lines, handed, mend, place, seconds=time.monotonic() - began)
    if again:
        terminal.note("send.sent-again", count=terminal.words.number(again))
    if cut_off:
        terminal.note("send.cut-off")
    left = cut_off or any(line.standing is not Standing.REGISTERED for line in lines)
    return SOMETHING_LEFT if left else NOTHING_LEFT


def status(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID")],
    *,
    envelope: Annotated[Path | None, typer.Option(dir_okay=False, metavar="FILE")] = None,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    installation = Installation(default_home())
    one = record_id(record)
    spooled = installation.spool().known([one]).get(one)
    if spooled is None:
        raise ClientError("unknown-record", record)
    if envelope is not None:
        _write_envelope(installation.spool().sealed(one), envelope, record)
    with Connection(installation.profile.relay) as connection:
        steps = installation.relay(connection).steps(spooled.day, one)
    line = line_of(installation.spool(), one)
    terminal.show({"id": record, "here": spooled.state, **line, "relay": steps})
    terminal.say(f"state.{spooled.state}")
    print_line(terminal, line)
    listed = steps.get("steps")
    rows = [(str(step.get("step")), str(step.get("at", ""))) for step in listed] if isinstance(listed, list) else []
    terminal.table(("step", "at"), rows)
    _print_why_it_waits(terminal, steps)
    return NOTHING_LEFT


def _write_envelope(sealed: bytes | None, path: Path, record: str) -> None:
    """For an auditor, who compares it with its receipt and can read nothing in it."""
    if sealed is None:
        raise ClientError("not-held", record)
    write_durably(path, sealed)


def _print_why_it_waits(terminal: Terminal, steps: Mapping[str, object]) -> None:
    if "code" in steps and "ack" not in steps:  # what kept it waiting before it was answered is over
        why = not_delivered(str(steps["code"]), terminal.words.language)
        terminal.table(("verdict", "remedy"), [(why.what, why.remedy)])


def _deliver(
    delivery: Delivery, reads: Sequence[ReadFile], place: Place, *, seconds: float
) -> tuple[set[bytes], int, bool]:
    """The ids that fit no envelope, how many the relay had lost, whether the network failed before all was done."""
    reached = delivery.refresh()
    too_large, again = place.spool(delivery, reads), 0
    if not reached:
        return too_large, again, True
    try:
        again = delivery.send(seconds=seconds)
        spool = delivery.installation.spool()
        delivery.fetch_receipts(spool.known(one.id for read in reads for one in read.found if one.id).values())
    except RelayUnreachable:
        return too_large, again, True
    return too_large, again, False


def _tickets(reads: Sequence[ReadFile], path: Path | None, handed: list[Handover]) -> Tickets | None:
    """Links go to the file that was asked for; without one, to the screen when there is a single record."""
    places = {one.id: (read.path.name, one.row.number) for read in reads for one in read.found if one.id}
    if path is None:
        return handed.extend if len(places) == 1 else None

    def keep(handovers: Sequence[Handover]) -> None:
        handed.extend(handovers)
        rows = [(*places[one.id], one.id.hex(), one.link, one.code) for one in handovers]
        append_private(path, "".join(";".join(map(str, row)) + "\n" for row in rows))

    return keep


def append_private(path: Path, text: str) -> None:
    """Add to a file that only its owner may read, and put it on the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def _print(
    terminal: Terminal, lines: Sequence[RecordReport], handed: Sequence[Handover], mend: Sequence[Path], place: Place
) -> None:
    print_problems(terminal, lines)
    if len(lines) == 1 and handed and place.wanted is None:
        terminal.say("send.ticket", link=handed[0].link)
        if handed[0].code:
            terminal.say("send.code", code=handed[0].code)
    number = terminal.words.number
    for standing, count in counts(lines).items():
        if count:
            terminal.say(f"send.count.{standing}", count=number(count))
    for path in mend:
        terminal.say("send.mend-file", path=path, again=place.again)


def print_problems(terminal: Terminal, lines: Sequence[RecordReport]) -> None:
    """Every bad row at once: where it is, and what to write instead."""
    bad = [(line, one) for line in lines for one in line.problems]
    rows = [
        (line.file, "" if line.row is None else str(line.row), one.column or "", message(one, terminal.words.language))
        for line, one in bad[:_SHOWN_PROBLEMS]
    ]
    terminal.table(("file", "row", "column", "problem"), rows)
    for line in lines:
        if line.code:
            terminal.say("send.refused", id=line.id, row=line.row or "", why=_why(line, terminal))


def _why(line: RecordReport, terminal: Terminal) -> str:
    suffix = "_fr" if terminal.words.language == "fr" else ""
    told = [line.refusal[name + suffix] for name in ("detail", "what_to_do") if name + suffix in line.refusal]
    said = meaning(line.code, terminal.words)
    return " ".join(told) or f"{said.what} {said.remedy}"


def _show_json(
    terminal: Terminal,
    lines: Sequence[RecordReport],
    handed: Sequence[Handover],
    mend: Sequence[Path],
    place: Place,
    *,
    seconds: float,
) -> None:
    links = {one.id.hex(): {"link": one.link, "code": one.code} for one in handed} if len(lines) == 1 else {}
    records = [{**line.as_json(terminal.words.language), **place.as_json} for line in lines]
    for record in records:
        if record["id"] in links:
            record["ticket"] = links[str(record["id"])]
    totals = {standing.value: count for standing, count in counts(lines).items()}
    files = [str(path) for path in mend]
    terminal.show({**totals, "seconds": round(seconds, 2), "files_to_mend": files, "records": records})
