"""`sceau drill`: prove a promise, print the table, fail if it does not hold (package `sceau.drill`)."""

import typer

from sceau.commands.sending import Json
from sceau.commands.server import server_module
from sceau.commands.terminal import Terminal

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _drill() -> None:
    """Keeps `breach` a subcommand while it is the only one."""


@app.command()
def breach(context: typer.Context, *, json: Json = False) -> int:
    """The package's `breach(terminal)` gives the exit code."""
    code: int = server_module("sceau.drill").breach(Terminal.of(context, as_json=json))
    return code
