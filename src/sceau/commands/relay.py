"""`sceau relay …`: what the operator of a relay runs, with settings from `SCEAU_RELAY_…`."""

import json as json_module
import signal
from pathlib import Path
from typing import Annotated

import typer

from sceau.client.durable import write_durably
from sceau.commands import ledger_files, relay_delivery, relay_operations, relay_people
from sceau.commands.journal import journal_of
from sceau.commands.relay_notifier import notifier
from sceau.commands.relay_operator import operator
from sceau.commands.sending import Json
from sceau.commands.server import KNOWN_TO_THE_REGISTER, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal

app = typer.Typer(no_args_is_help=True)
app.add_typer(notifier, name="notifier")
app.add_typer(operator, name="operator")
app.command("applications")(relay_people.applications)
app.command("approve")(relay_people.approve)
app.command("refuse")(relay_people.refuse)
app.command("link")(relay_people.link)
app.command("export-ledger")(ledger_files.of_relay)
app.command("journal")(journal_of("relay"))
app.command("reconcile")(relay_operations.reconcile)
app.command("watch")(relay_operations.watch)
app.command("alarms")(relay_operations.alarms)
app.command("dead")(relay_delivery.dead)
app.command("replay")(relay_delivery.replay)
app.command("suspend")(relay_delivery.suspend)
app.command("resume")(relay_delivery.resume)
_DELIVERING_THREADS = 2


@app.command()
def serve() -> int:
    server_module("sceau.relay.commands").serve(settings_of("relay"))
    return NOTHING_LEFT


@app.command()
def migrate() -> int:
    server_module("sceau.relay.commands").migrate(settings_of("relay"))
    return NOTHING_LEFT


@app.command()
def live() -> int:
    server_module("sceau.relay.live.serving").serve_live(settings_of("relay"))
    return NOTHING_LEFT


@app.command()
def work(*, threads: Annotated[int, typer.Option(min=1, max=64)] = _DELIVERING_THREADS) -> int:
    server_module("sceau.web.logs").configure_logs("relay-worker")
    chores = len(server_module("sceau.relay.delivery.housekeeping").CHORES)  # each may hold a connection
    settings = settings_of("relay", *KNOWN_TO_THE_REGISTER, "ledger_seed")
    relay = server_module("sceau.relay.relay").Relay.start(settings, connections=threads + chores)
    worker = server_module("sceau.relay.delivery.worker").Worker(relay)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run(threads)
    return NOTHING_LEFT


@app.command("ledger-key")
def ledger_key(context: typer.Context, *, json: Json = False) -> int:
    """For auditors and witnesses; of the seed, so that only who has it can say it."""
    terminal = Terminal.of(context, as_json=json)
    key = str(server_module("sceau.relay.ledger").ledger_signer(settings_of("relay", "ledger_seed")).verifier)
    terminal.show(key)
    terminal.say("plain", text=key)
    return NOTHING_LEFT


@app.command("operator-key")
def operator_key(context: typer.Context, private: Annotated[Path, typer.Argument()], *, json: Json = False) -> int:
    """Writes the private key to a file of its owner's, prints the public one for SCEAU_RELAY_SOFTWARE_KEY."""
    terminal = Terminal.of(context, as_json=json)
    key = server_module("sceau.relay.commands").new_operator_key()
    write_durably(private, json_module.dumps(key.as_dict(private=True)).encode())
    public = key.as_dict(private=False)
    terminal.show(public)
    terminal.say("plain", text=json_module.dumps(public))
    return NOTHING_LEFT


@app.command("software-statement")
def software_statement(
    context: typer.Context,
    software: Annotated[str, typer.Argument(metavar="ID")],
    *,
    name: Annotated[str, typer.Option()],
    domain: Annotated[str, typer.Option()],
    key: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
) -> int:
    """Needs no database and no settings: the operator's key is offline."""
    from joserfc.jwk import ECKey

    operator = ECKey.import_key(json_module.loads(key.read_text(encoding="utf-8")))
    issue = server_module("sceau.relay.commands").issue_software_statement
    Terminal.of(context).say("plain", text=issue(operator, domain=domain, software=software, name=name))
    return NOTHING_LEFT
