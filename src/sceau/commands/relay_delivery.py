"""`sceau relay dead`, `replay`, `suspend`, `resume`: what delivery gave up, and which installations may call."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import Annotated, Any

import typer

from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOT_DONE, NOTHING_LEFT, SOMETHING_LEFT, Terminal

_EPOCH = date(1970, 1, 1)
Pharmacy = Annotated[str | None, typer.Option(metavar="FINESS")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Code = Annotated[str | None, typer.Option()]
Reason = Annotated[str, typer.Option()]
Client = Annotated[str, typer.Argument(metavar="CLIENT_ID")]


def dead(
    context: typer.Context, *, pharmacy: Pharmacy = None, day: Day = None, code: Code = None, json: Json = False
) -> int:
    terminal = Terminal.of(context, as_json=json)
    letters = _operating().list_dead(settings_of("relay"), _chosen((), pharmacy, day, code))
    rows = [_row(one) for one in letters]
    names = ("day", "finess", "id", "code", "attempts")
    terminal.show([dict(zip(names, row, strict=True)) for row in rows])
    terminal.table(names, [tuple(map(str, row)) for row in rows])
    terminal.say("relay.dead.some" if letters else "relay.dead.none", count=len(letters))
    return SOMETHING_LEFT if letters else NOTHING_LEFT


def replay(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID")] = None,
    *,
    reason: Reason,
    pharmacy: Pharmacy = None,
    day: Day = None,
    code: Code = None,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(ValueError):
        count = _operating().replay(settings_of("relay"), _chosen(ids or (), pharmacy, day, code), reason=reason)
    terminal.show({"replayed": count})
    terminal.say("relay.replay.some" if count else "relay.replay.none", count=count)
    return NOTHING_LEFT if count else NOT_DONE


def suspend(context: typer.Context, client_id: Client, *, reason: Reason) -> int:
    with said_plainly(ValueError):
        done = _operating().suspend(settings_of("relay"), client_id, reason=reason)
    return _done(context, "relay.suspend", done=done)


def resume(context: typer.Context, client_id: Client, *, reason: Reason) -> int:
    with said_plainly(ValueError):
        done = _operating().resume(settings_of("relay"), client_id, reason=reason)
    return _done(context, "relay.resume", done=done)


def _done(context: typer.Context, command: str, *, done: bool) -> int:
    Terminal.of(context).note(f"{command}.{'done' if done else 'not-done'}")
    return NOTHING_LEFT if done else NOT_DONE


def _chosen(ids: Sequence[str], pharmacy: str | None, day: datetime | None, code: str | None) -> Any:  # noqa: ANN401 - of a package that may not be installed
    return _operating().chosen(ids, finess=pharmacy, day=day and day.date(), code=code)


def _row(one: Any) -> tuple[object, ...]:  # noqa: ANN401 - the same
    return (_EPOCH + timedelta(days=one.day)).isoformat(), one.finess, one.id.hex(), one.code, one.attempts


def _operating() -> ModuleType:
    return server_module("sceau.relay.delivery.operating")
