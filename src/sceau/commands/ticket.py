"""`sceau ticket open` and `sceau ticket reissue`."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from sceau.client.correcting import record_id, whole_line
from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.installation import Installation, default_home
from sceau.client.tickets import Result, TicketClosedError, asks_code, host_of, open_ticket, reissue_ticket
from sceau.commands.results import day_in_words, result_lines
from sceau.commands.sending import Json
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal
from sceau.envelope.access import Kit

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer(no_args_is_help=True)
_FRENCH_DATE = re.compile(r"(?:(?:(\d{1,2})[/. -])?(\d{1,2})[/. -])?(\d{4})")


@app.command("open")
def open_(
    context: typer.Context,
    link: Annotated[str, typer.Argument()] = "",
    *,
    born: Annotated[str, typer.Option(prompt=True)],
    code: Annotated[str, typer.Option()] = "",
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    whole = link or sys.stdin.readline().strip()
    if asks_code(whole) and not code:
        code = typer.prompt(terminal.words("ticket.ask-code"), err=True)
    try:
        with Connection(host_of(whole)) as connection:
            results = open_ticket(whole, born=iso_date(born), code=code, connection=connection)
    except TicketClosedError as closed:
        if closed.tries is not None:
            terminal.note("ticket.tries", count=closed.tries)
        raise
    terminal.show([_as_json(one) for one in results])
    for one in results:
        _print(terminal, one)
    return NOTHING_LEFT if results else SOMETHING_LEFT


@app.command()
def reissue(
    context: typer.Context,
    records: Annotated[list[str], typer.Argument(metavar="ID")],
    *,
    kit: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    installation = Installation(default_home())
    members = Kit.parse(kit.read_text(encoding="ascii"))
    spool = installation.spool()
    ids = list(dict.fromkeys(one for record in records for one in whole_line(spool, record_id(record))))
    known = spool.known(ids)
    if unknown := [one for one in ids if one not in known]:
        raise ClientError("unknown-record", unknown[0].hex())
    keys = [(known[one].day, one) for one in ids]
    with Connection(installation.profile.relay) as connection:
        installation.refresh(connection)
        handover = reissue_ticket(installation, installation.relay(connection), keys, kit=members)
    terminal.show({"link": handover.link, "code": handover.code})
    terminal.say("send.ticket", link=handover.link)
    if handover.code:
        terminal.say("send.code", code=handover.code)
    return NOTHING_LEFT


def iso_date(written: str) -> str:
    """YYYY-MM-DD of a date as a person writes it: 28/03/1979, 03/1979, 1979, or ISO already."""
    match = _FRENCH_DATE.fullmatch(written.strip())
    if match is None:
        return written.strip()
    day, month, year = match.groups()
    return "-".join(part for part in (year, month and month.zfill(2), day and day.zfill(2)) if part)


def _print(terminal: Terminal, result: Result) -> None:
    if result.corrected_on is not None:
        terminal.say("ticket.corrected", day=day_in_words(result.corrected_on, terminal.words))
    for label, value in result_lines(cast("Mapping[str, Mapping[str, object]]", result.sections), terminal.words):
        terminal.line(label, value)


def _as_json(result: Result) -> dict[str, object]:
    return {"id": result.id.hex(), "day": result.day, "corrected_on": result.corrected_on, "record": result.sections}
