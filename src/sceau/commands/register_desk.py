"""`sceau register desk …` and `sceau register statistics`: what the register's officers may read."""

import json as json_module
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from sceau.client.correcting import record_id
from sceau.client.durable import write_durably
from sceau.commands.results import result_lines
from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal

desk = typer.Typer(no_args_is_help=True)


@desk.command("new-officer")
def new_officer(
    context: typer.Context,
    label: Annotated[str, typer.Argument()],
    *,
    kit: Annotated[Path | None, typer.Option()] = None,
    given_by: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    colleague = given_by.read_text(encoding="ascii") if given_by else ""
    with said_plainly(RuntimeError, ValueError):
        text = _commands().desk_new_officer(settings_of("register"), label=label, given_by=colleague)
    if kit is not None:
        write_durably(kit, f"{text}\n".encode("ascii"))
    terminal.show({"kit": str(kit) if kit else text})
    terminal.say("register.kit", kit=kit or text)
    return NOTHING_LEFT


@desk.command()
def show(
    context: typer.Context,
    record: Annotated[str, typer.Argument(metavar="ID")],
    *,
    kit: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        shown = _commands().desk_show(
            settings_of("register"), envelope_id=record_id(record).hex(), kit=kit.read_text(encoding="ascii")
        )
    terminal.show([{"id": one.id.hex(), "duplicate": one.duplicate, "record": one.sections} for one in shown])
    for one in shown:
        for label, value in result_lines(one.sections, terminal.words):
            terminal.line(label, value)
        terminal.say("plain", text=json_module.dumps(one.sections, ensure_ascii=False, indent=1))
    if not shown:
        terminal.say("register.nothing")
    return NOTHING_LEFT if shown else SOMETHING_LEFT


def statistics(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    cells = _commands().statistics(settings_of("register"))
    rows = [
        (cell.day.isoformat(), cell.age_band, cell.sex, cell.departement, cell.disease, cell.result, str(cell.count))
        for cell in cells
    ]
    columns = ("day", "age", "sex", "departement", "disease", "outcome", "count")
    terminal.show([dict(zip(columns, row, strict=True)) for row in rows])
    terminal.table(columns, rows)
    if not rows:
        terminal.say("register.nothing-published")
    return NOTHING_LEFT


def _commands() -> ModuleType:
    return server_module("sceau.register.commands")
