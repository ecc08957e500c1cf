"""`sceau relay notifier …`: which notifiers may lease slips."""

import json as json_module
from pathlib import Path
from typing import Annotated

import typer

from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOT_DONE, NOTHING_LEFT, Terminal

notifier = typer.Typer(no_args_is_help=True)


@notifier.command()
def add(
    context: typer.Context, *, jwk: Annotated[Path, typer.Option(exists=True, dir_okay=False)], json: Json = False
) -> int:
    terminal = Terminal.of(context, as_json=json)
    public = json_module.loads(jwk.read_text(encoding="utf-8"))
    with said_plainly(ValueError):
        client_id = server_module("sceau.relay.commands").notifier_add(settings_of("relay"), jwk=public)
    terminal.show({"client_id": client_id})
    terminal.say("plain", text=client_id)
    return NOTHING_LEFT


@notifier.command()
def suspend(context: typer.Context, client_id: Annotated[str, typer.Argument(metavar="CLIENT_ID")]) -> int:
    if server_module("sceau.relay.commands").notifier_suspend(settings_of("relay"), client_id=client_id):
        return NOTHING_LEFT
    Terminal.of(context).note("relay.no-notifier")
    return NOT_DONE
