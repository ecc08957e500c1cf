"""`sceau register …`: what the operator of a register runs, with settings from `SCEAU_REGISTER_…`."""

import json as json_module
import signal
import threading
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from sceau.commands import ledger_files
from sceau.commands.journal import journal_of
from sceau.commands.register_desk import desk, statistics
from sceau.commands.register_keys import keys
from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal
from sceau.envelope.statements import SoftwareState

app = typer.Typer(no_args_is_help=True)
software = typer.Typer(no_args_is_help=True)
enrolment = typer.Typer(no_args_is_help=True)
client = typer.Typer(no_args_is_help=True)
app.add_typer(keys, name="keys")
app.add_typer(software, name="software")
app.add_typer(enrolment, name="enrolment")
app.add_typer(client, name="client")
app.add_typer(desk, name="desk")
app.command("statistics")(statistics)
app.command("export-ledger")(ledger_files.of_register)
app.command("journal")(journal_of("register"))


@app.command()
def serve() -> int:
    _commands().serve(settings_of("register"))
    return NOTHING_LEFT


@app.command()
def migrate() -> int:
    _commands().migrate(settings_of("register"))
    return NOTHING_LEFT


@app.command()
def count() -> int:
    _commands().count(settings_of("register"), _until_told())
    return NOTHING_LEFT


@app.command()
def cosign() -> int:
    _commands().cosign(settings_of("register"), _until_told())
    return NOTHING_LEFT


def _until_told() -> threading.Event:
    """Set when the process is told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


@software.callback()
@enrolment.callback()
@client.callback()
def _one_command() -> None:
    """Keeps the only command of a group a subcommand."""


@software.command("set")
def software_set(
    software_id: Annotated[str, typer.Argument(metavar="ID")],
    state: Annotated[SoftwareState, typer.Argument()],
    *,
    name: Annotated[str, typer.Option()],
) -> int:
    with said_plainly(RuntimeError):
        _commands().software_set(settings_of("register"), software_id=software_id, name=name, state=state)
    return NOTHING_LEFT


@enrolment.command("new")
def enrolment_new(context: typer.Context, finess: Annotated[str, typer.Argument()], *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        code = _commands().enrolment_new(settings_of("register"), finess=finess)
    terminal.show({"finess": finess, "code": code})
    terminal.say("register.code", code=code)
    return NOTHING_LEFT


@client.command("add")
def client_add(
    context: typer.Context,
    software_id: Annotated[str, typer.Argument(metavar="ID")],
    *,
    jwk: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    public = json_module.loads(jwk.read_text(encoding="utf-8"))
    with said_plainly(RuntimeError, ValueError):
        client_id = _commands().client_add(settings_of("register"), software_id=software_id, jwk=public)
    terminal.show({"client_id": client_id})
    terminal.say("plain", text=client_id)
    return NOTHING_LEFT


def _commands() -> ModuleType:
    return server_module("sceau.register.commands")
