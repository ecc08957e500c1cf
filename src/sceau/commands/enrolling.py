"""`sceau enrol` and `sceau doctor`."""

from pathlib import Path
from typing import Annotated

import typer

from sceau.client.doctor import Finding, examine
from sceau.client.durable import write_durably
from sceau.client.enrolment import Request, enrol, is_begun
from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.installation import default_home
from sceau.commands.sending import Json
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal
from sceau.envelope.access import Kit


def enrol_pharmacy(
    context: typer.Context,
    *,
    relay: Annotated[str, typer.Option()],
    root: Annotated[str, typer.Option()],
    finess: Annotated[str, typer.Option()],
    name: Annotated[str, typer.Option()],
    phone: Annotated[str, typer.Option()],
    statement: Annotated[Path, typer.Option(exists=True, dir_okay=False)],
    code: Annotated[str, typer.Option(prompt=True, hide_input=True, envvar="SCEAU_ENROLMENT_CODE")],
    kit: Annotated[Path | None, typer.Option()] = None,
    json: Json = False,
) -> int:
    terminal, home = Terminal.of(context, as_json=json), default_home()
    request = Request(code, root, finess, name, phone, statement.read_text(encoding="ascii").strip())
    members = None if is_begun(home) else _new_kit(terminal, home, kit)
    with Connection(relay) as connection:
        installation = enrol(home, request, connection=connection, kit=members)
    terminal.show({"home": str(home), "pharmacy": installation.profile.pharmacy, "kit": str(kit) if kit else None})
    terminal.say("enrol.done", home=home)
    return NOTHING_LEFT


def doctor(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    findings = examine(default_home())
    terminal.show([{"check": one.check, "well": one.well, "code": one.code} for one in findings])
    rows = [(terminal.words(f"doctor.{one.check}"), *_verdict(one, terminal)) for one in findings]
    terminal.table(("check", "verdict", "remedy"), rows)
    return NOTHING_LEFT if all(one.well for one in findings) else SOMETHING_LEFT


def _new_kit(terminal: Terminal, home: Path, path: Path | None) -> Kit:
    """A member's kit, shown or written before it counts: an enrolment whose kit nobody has could read nothing."""
    if (home / "profile.json").exists():
        raise ClientError("already-enrolled", str(home))
    if terminal.as_json and path is None:
        raise ClientError("kit-nowhere")
    kit = Kit.new()
    if path is not None:
        write_durably(path, f"{kit.text}\n".encode("ascii"))
        return kit
    terminal.say("enrol.kit", kit=kit.text)
    terminal.ask_to_confirm("enrol.kit-written")
    return kit


def _verdict(one: Finding, terminal: Terminal) -> tuple[str, str]:
    if one.well:
        return terminal.words("doctor.well"), ""
    said = ClientError(one.code).said(terminal.words.language)
    return said.what, said.remedy
