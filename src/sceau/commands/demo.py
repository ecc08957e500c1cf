"""`sceau demo`: relay, register, a pharmacy and made-up people on this machine (package `sceau.demo`)."""

import signal
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from sceau.client.report import Standing
from sceau.commands.results import date_as_typed
from sceau.commands.sending import Json, print_problems
from sceau.commands.server import said_plainly, server_module
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal

if TYPE_CHECKING:
    from sceau.demo.journey import Outcome
    from sceau.demo.world import World

_REJECTED = (Standing.TO_MEND, Standing.REFUSED, Standing.REJECTED)
_FINESS = "750000001"  # a number that no pharmacy has
_WITNESSES = 2
_AT_THE_RELAY = (Standing.ACCEPTED, Standing.REGISTERED, Standing.REJECTED)


def demo(
    context: typer.Context,
    files: Annotated[list[Path] | None, typer.Argument(exists=True, dir_okay=False)] = None,
    *,
    send: Annotated[bool, typer.Option("--send")] = False,  # noqa: ARG001 (what the files are for; may be repeated)
    leave: Annotated[bool, typer.Option("--exit")] = False,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    world_module = server_module("sceau.demo.world")
    signal.signal(signal.SIGTERM, _interrupt)
    terminal.note("demo.starting")
    try:
        with said_plainly(RuntimeError), world_module.running(usual_ports=not leave, witnesses=_WITNESSES) as world:
            return _in_the_world(world, files or [], terminal, stay=not leave)
    except KeyboardInterrupt:
        terminal.note("demo.stopped")
        return NOTHING_LEFT


def _in_the_world(world: "World", files: Sequence[Path], terminal: Terminal, *, stay: bool) -> int:
    journey, people = server_module("sceau.demo.journey"), server_module("sceau.demo.people")
    made_up = [] if files else [people.write_day(world.folder / "day.csv")]
    with terminal.watch() as bar:
        outcome: Outcome = journey.send_and_open(world, [*files, *made_up], bar)
    _print(outcome, terminal)
    terminal.show(_as_json(outcome, terminal))
    if stay:
        _where_to_click(world, outcome, terminal)
        signal.pause()
    return NOTHING_LEFT if outcome.complete else SOMETHING_LEFT


def _print(outcome: "Outcome", terminal: Terminal) -> None:
    print_problems(terminal, outcome.lines)
    number = terminal.words.number
    totals = _totals(outcome)
    counts = {name: number(count) for name, count in totals.items()}
    terminal.say("demo.totals", **counts, seconds=number(outcome.seconds, 1))


def _totals(outcome: "Outcome") -> dict[str, int]:
    """`rejected` counts rows with errors and what relay or register refused; `lost`, what neither has an answer for."""
    rejected = outcome.count(*_REJECTED)
    registered = outcome.count(Standing.REGISTERED)
    return {
        "accepted": outcome.count(*_AT_THE_RELAY),
        "registered": registered,
        "rejected": rejected,
        "lost": len(outcome.lines) - registered - rejected,
        "tickets_opened": outcome.opened,
    }


def _as_json(outcome: "Outcome", terminal: Terminal) -> dict[str, object]:
    records = [line.as_json(terminal.words.language) for line in outcome.lines]
    for record, line in zip(records, outcome.lines, strict=True):
        if line.standing in _REJECTED:
            record["state"] = "rejected"
    return {**_totals(outcome), "seconds": round(outcome.seconds, 2), "records": records}


def _where_to_click(world: "World", outcome: "Outcome", terminal: Terminal) -> None:
    terminal.say("demo.services", relay=world.relay, register=world.register)
    terminal.say("demo.home", home=world.installation.home)
    opening = world.open_shop(_FINESS, name="Pharmacie des Quatre-Cantons", titular="Paule Didot")
    terminal.say("demo.counter", link=opening.link, code=opening.code)
    terminal.say("demo.operator", link=world.invite_operator(), page=world.folder / "status" / "index.html")
    handing = server_module("sceau.demo.handing")
    terminal.say("demo.settings", settings=handing.write_relay_settings(world))
    terminal.say("demo.auditor", policy=handing.write_policy(world))
    terminal.say("demo.mail", mail=world.catcher.url)
    for handover, born in outcome.tickets[:3]:
        terminal.say("demo.ticket", link=handover.link, born=date_as_typed(born, terminal.words))
    terminal.say("demo.stop")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
