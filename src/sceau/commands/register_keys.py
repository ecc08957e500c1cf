"""`sceau register keys …`: the offline roots, the online signer, and what is published every week."""

from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from sceau.commands.results import seconds_in_words
from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal
from sceau.envelope.statements import KeyRole

keys = typer.Typer(no_args_is_help=True)
Roots = Annotated[Path, typer.Option(file_okay=False)]


@keys.command()
def init(
    context: typer.Context,
    *,
    roots: Roots,
    count: Annotated[int, typer.Option(min=1, max=16)] = 3,
    threshold: Annotated[int, typer.Option(min=1, max=16)] = 2,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError, ValueError):
        root = _commands().keys_init(settings_of("register"), roots, keys=count, threshold=threshold)
    terminal.show({"root": root})
    terminal.say("register.root", root=root)
    return NOTHING_LEFT


@keys.command()
def signer(*, roots: Roots) -> int:
    with said_plainly(RuntimeError, ValueError):
        _commands().keys_signer(settings_of("register"), roots)
    return NOTHING_LEFT


@keys.command()
def epoch(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        done = _commands().keys_epoch(settings_of("register"))
    terminal.show({"published": done.published})
    terminal.say("register.published", count=done.published)
    return NOTHING_LEFT


@keys.command()
def rotate(role: Annotated[KeyRole, typer.Argument()]) -> int:
    with said_plainly(RuntimeError):
        _commands().keys_rotate(settings_of("register"), role)
    return NOTHING_LEFT


@keys.command()
def notifier(*, public: Annotated[Path, typer.Option(exists=True, dir_okay=False)]) -> int:
    with said_plainly(RuntimeError, ValueError):
        _commands().keys_notifier(settings_of("register"), bytes.fromhex(public.read_text(encoding="ascii").strip()))
    return NOTHING_LEFT


@keys.command()
def destroy(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        done = _commands().keys_destroy(settings_of("register"))
    terminal.show({"destroyed": done.destroyed, "closed_months": list(done.closed_months)})
    terminal.say("register.destroyed", count=done.destroyed, months=len(done.closed_months))
    return NOTHING_LEFT


@keys.command()
def revoke(statement: Annotated[str, typer.Argument(metavar="HASH")], *, roots: Roots) -> int:
    with said_plainly(RuntimeError, ValueError):
        _commands().keys_revoke(settings_of("register"), roots, statement_hash=statement)
    return NOTHING_LEFT


@keys.command("ledger")
def ledger(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        found = _commands().keys_ledger(settings_of("register"))
    terminal.show(list(found))
    for key in found:
        terminal.say("plain", text=key)
    return NOTHING_LEFT


@keys.command("list")
def list_(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    listed = _commands().keys_list(settings_of("register"))
    terminal.show(
        [
            {
                "role": one.key.role.value,
                "kid": one.key.kid.hex(),
                "statement": one.key.hash.hex(),
                "not_before": one.key.not_before,
                "not_after": one.key.not_after,
                "seed_present": one.seed_present,
            }
            for one in listed
        ]
    )
    days = [
        (seconds_in_words(one.key.not_before, terminal.words), seconds_in_words(one.key.not_after, terminal.words))
        for one in listed
    ]
    rows = [
        (one.key.role.value, one.key.kid.hex()[:8], *days[at], terminal.words(f"register.seed.{one.seed_present}"))
        for at, one in enumerate(listed)
    ]
    terminal.table(("role", "key", "from", "until", "seed"), rows)
    return NOTHING_LEFT


def _commands() -> ModuleType:
    return server_module("sceau.register.commands")
