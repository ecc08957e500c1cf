"""`sceau witness …`: what somebody who watches ledgers runs, with settings from `SCEAU_WITNESS_…`."""

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from sceau.client.durable import write_durably
from sceau.commands.sending import Json
from sceau.commands.server import server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal

app = typer.Typer(no_args_is_help=True)


@app.command()
def serve() -> int:
    _commands().serve(settings_of("witness"))
    return NOTHING_LEFT


@app.command()
def keys(context: typer.Context, *, json: Json = False) -> int:
    terminal, made = Terminal.of(context, as_json=json), _commands().keys(settings_of("witness"))
    terminal.show(list(made))
    for key in made:
        terminal.say("plain", text=key)
    return NOTHING_LEFT


@app.command()
def evidence(context: typer.Context, folder: Annotated[Path, typer.Argument(file_okay=False)]) -> int:
    """Each note in a file of its own: what the ledger's operator has to explain."""
    terminal, settings = Terminal.of(context), settings_of("witness")
    found = [("evidence", *one) for one in _commands().evidence(settings)]
    found += [("suspect", *one) for one in _commands().suspects(settings)]
    for number, (kind, origin, size, note) in enumerate(found):
        folder.mkdir(parents=True, exist_ok=True)
        write_durably(folder / f"{kind}-{number}.note", note)
        terminal.say(f"witness.{kind}", origin=origin, size=size)
    return SOMETHING_LEFT if found else NOTHING_LEFT


def _commands() -> ModuleType:
    return server_module("sceau.witness.commands")
