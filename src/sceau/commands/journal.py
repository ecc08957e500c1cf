"""`sceau relay journal`, `sceau register journal`: who did what, for its operator, or lines that an auditor checks."""

import json as json_module
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from sceau.client.errors import ClientError
from sceau.commands.sending import Json
from sceau.commands.server import server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]
Moment = Annotated[datetime | None, typer.Option(formats=_FORMATS)]
Text = Annotated[str | None, typer.Option()]


def journal_of(service: str) -> Callable[..., int]:
    """The command of one service, "relay" or "register"."""

    def journal(
        context: typer.Context,
        *,
        since: Moment = None,
        until: Moment = None,
        actor: Text = None,
        action: Text = None,
        pharmacy: Annotated[str | None, typer.Option(metavar="FINESS")] = None,
        envelope: Text = None,
        json: Json = False,
    ) -> int:
        searching = server_module("sceau.web.journal_search")
        url = settings_of(service).database_url.get_secret_value()
        pharmacies = None if pharmacy is None else _pharmacies(service, url, pharmacy)
        wanted = searching.Wanted(_utc(since), _utc(until), actor, action, pharmacies, _bytes(envelope))
        terminal = Terminal.of(context)
        for line in searching.search(url, wanted):
            _show(terminal, line.members(), as_json=json)
        return NOTHING_LEFT

    return journal


def _show(terminal: Terminal, line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json_module.dumps(line, ensure_ascii=False) + "\n")
        return
    subject = " ".join(line[name] for name in ("detail", "pharmacy", "id") if line.get(name))
    done = f"{line['action']} × {line['count']}" if line["count"] != 1 else line["action"]
    terminal.say("plain", text=f"{line['at']}  {done:<28}  {line['actor']:<24}  {subject}".rstrip())


def _pharmacies(service: str, url: str, finess: str) -> list[bytes]:
    """Silence about a number that is not known would look like a pharmacy of which nothing was done."""
    found: list[bytes] = server_module(f"sceau.{service}.pharmacies.by_finess").pharmacies_of(url, finess)
    if not found:
        raise ClientError("unknown-finess", finess)
    return found


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=UTC)


def _bytes(written: str | None) -> bytes | None:
    try:
        return None if written is None else bytes.fromhex(written)
    except ValueError as problem:
        raise ClientError("bad-id") from problem
