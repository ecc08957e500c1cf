"""`sceau relay applications`, `approve`, `refuse`, `link`: the operator lets pharmacies in, having called them."""

from dataclasses import asdict
from types import ModuleType
from typing import Annotated, Any

import typer

from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal

Finess = Annotated[str, typer.Argument(metavar="FINESS")]


def applications(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    waiting = _operating().list_applications(settings_of("relay"))
    terminal.show([{**asdict(one), "applied_at": one.applied_at.isoformat()} for one in waiting])
    columns = ("number", "finess", "name", "phone", "titular", "rpps", "day")
    rows = [
        (str(one.number), one.finess, one.name, one.phone, one.contact_name, one.rpps, f"{one.applied_at:%Y-%m-%d}")
        for one in waiting
    ]
    terminal.table(columns, rows)
    if not waiting:
        terminal.say("relay.no-applications")
    return NOTHING_LEFT


def approve(
    context: typer.Context, finess: Finess, *, number: Annotated[int, typer.Option()], json: Json = False
) -> int:
    with said_plainly(ValueError):
        given = _operating().approve(settings_of("relay"), finess, number=number)
    return _given(Terminal.of(context, as_json=json), given)


def refuse(
    context: typer.Context,
    finess: Finess,
    *,
    reason: Annotated[str, typer.Option()],
    number: Annotated[int | None, typer.Option()] = None,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(ValueError):
        mailed = _operating().refuse(settings_of("relay"), finess, reason=reason, number=number)
    terminal.show({"mailed": mailed})
    terminal.say(f"relay.refused.mailed-{mailed}")
    return NOTHING_LEFT


def link(context: typer.Context, finess: Finess, *, json: Json = False) -> int:
    with said_plainly(ValueError):
        given = _operating().link_again(settings_of("relay"), finess)
    return _given(Terminal.of(context, as_json=json), given)


def _given(terminal: Terminal, given: Any) -> int:  # noqa: ANN401 - of a package that may not be installed
    terminal.show({"link": given.link, "mailed": given.mailed})
    terminal.say(f"relay.link.mailed-{given.mailed}", link=given.link)
    return NOTHING_LEFT


def _operating() -> ModuleType:
    return server_module("sceau.relay.people.operating")
