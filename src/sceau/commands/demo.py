"""`sceau demo`: relay, register, a pharmacy and made-up people on this machine (package `sceau.demo`)."""

from pathlib import Path
from typing import Annotated

import typer

from sceau.commands.sending import Json
from sceau.commands.server import server_module
from sceau.commands.terminal import Terminal


def demo(
    context: typer.Context,
    *,
    send: Annotated[list[Path] | None, typer.Option(exists=True, dir_okay=False)] = None,
    leave: Annotated[bool, typer.Option("--exit")] = False,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    code: int = server_module("sceau.demo.run").run(terminal, files=send or [], stay=not leave)
    return code
