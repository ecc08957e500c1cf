"""`sceau relay reconcile`, `watch`, `alarms`: compare the books now; look each minute; what is wrong."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import typer

from sceau.commands.sending import Json
from sceau.commands.server import KNOWN_TO_THE_REGISTER, said_plainly, server_module, settings_of
from sceau.commands.terminal import NOT_DONE, NOTHING_LEFT, SOMETHING_LEFT, Terminal

_NUMBERS = ("captured", "accepted", "delivered", "waiting", "dead", "registered", "differs")


def reconcile(
    context: typer.Context,
    *,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    pharmacy: Annotated[str | None, typer.Option(metavar="FINESS")] = None,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    commands = server_module("sceau.relay.reconciliation.commands")
    with said_plainly(RuntimeError):
        settings = settings_of("relay", *KNOWN_TO_THE_REGISTER)
        shown = commands.reconcile(settings, day=day and day.date(), finess=pharmacy)
    differing = sum(len(one.differences) for one in shown)
    terminal.show([_plain(one) for one in shown])
    terminal.table(("day", "finess", *_NUMBERS), [_row(one) for one in shown])
    for one in shown:
        for envelope, how in one.differences.items():
            terminal.say(f"relay.reconcile.{how}", id=envelope, day=one.day, finess=one.finess)
    terminal.say("relay.reconcile.differs" if differing else "relay.reconcile.agrees", count=differing)
    return SOMETHING_LEFT if differing else NOTHING_LEFT


def _row(shown: Any) -> tuple[str, ...]:  # noqa: ANN401 - of a package that may not be installed
    numbers = (getattr(shown.line, name) for name in _NUMBERS)
    return (shown.day, shown.finess, *("–" if one is None else str(one) for one in numbers))


def _plain(shown: Any) -> dict[str, object]:  # noqa: ANN401 - the same
    line = asdict(shown.line)
    line.pop("pharmacy")
    return {"day": shown.day, "finess": shown.finess, **line, "differences": shown.differences}


def watch() -> int:
    server_module("sceau.relay.alarms.commands").watch(settings_of("relay"))
    return NOTHING_LEFT


def alarms(
    context: typer.Context, *, settle: Annotated[str | None, typer.Option(metavar="NAME")] = None, json: Json = False
) -> int:
    terminal = Terminal.of(context, as_json=json)
    commands, settings = server_module("sceau.relay.alarms.commands"), settings_of("relay")
    if settle is not None:
        gone = commands.settle_finding(settings, settle)
        terminal.show({"settled": gone})
        terminal.say("relay.alarms.settled" if gone else "relay.alarms.not-found")
        return NOTHING_LEFT if gone else NOT_DONE
    return _list_alarms(terminal, commands.list_alarms(settings))


def _list_alarms(terminal: Terminal, standing: list[Any]) -> int:
    said = server_module("sceau.relay.alarms.letters").said
    terminal.show(
        [
            {"name": one.name, "subject": one.subject, "since": one.raised_at.isoformat(), **one.facts}
            for one in standing
        ]
    )
    for one in standing:
        sentence = said(one.name, one.subject, one.facts, terminal.words.language)
        terminal.say("plain", text=f"{one.raised_at:%Y-%m-%d %H:%M}  {sentence.what}\n{' ' * 18}{sentence.do}")
    if not standing:
        terminal.say("relay.alarms.none")
    return SOMETHING_LEFT if standing else NOTHING_LEFT
