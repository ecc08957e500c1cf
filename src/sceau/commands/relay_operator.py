"""`sceau relay operator …`: who may see the operator's page."""

from typing import Annotated

import typer

from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOT_DONE, NOTHING_LEFT, Terminal

operator = typer.Typer(no_args_is_help=True)
Email = Annotated[str, typer.Argument(metavar="EMAIL")]


@operator.command()
def invite(context: typer.Context, email: Email, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(ValueError):
        given = server_module("sceau.relay.operators.commands").invite(settings_of("relay"), email)
    terminal.show({"link": given.link, "mailed": given.mailed})
    terminal.say(f"relay.link.mailed-{given.mailed}", link=given.link)
    return NOTHING_LEFT


@operator.command()
def end(context: typer.Context, email: Email) -> int:
    if server_module("sceau.relay.operators.commands").end(settings_of("relay"), email):
        return NOTHING_LEFT
    Terminal.of(context).note("relay.no-operator")
    return NOT_DONE
