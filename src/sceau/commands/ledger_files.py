"""`sceau relay export-ledger`, `sceau register export-ledger`: a ledger as static files."""

from pathlib import Path
from typing import Annotated

import typer

from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal

Folder = Annotated[Path, typer.Argument(file_okay=False)]


def of_relay(context: typer.Context, folder: Folder, *, json: Json = False) -> int:
    return _export("relay", Terminal.of(context, as_json=json), folder)


def of_register(context: typer.Context, folder: Folder, *, json: Json = False) -> int:
    return _export("register", Terminal.of(context, as_json=json), folder)


def _export(service: str, terminal: Terminal, folder: Path) -> int:
    exporting, database = server_module("sceau.web.ledger_export"), server_module("sceau.web.database")
    url = settings_of(service).database_url.get_secret_value()
    with database.open_pool(url, size=1) as pool, said_plainly(exporting.ShorterLedgerError):
        written = exporting.export_ledger(pool, folder)
    terminal.show({"tiles": written})
    terminal.say("ledger.exported", count=written)
    return NOTHING_LEFT
