"""`sceau verify receipt` and `sceau template`."""

import json as json_module
import sys
from pathlib import Path
from typing import Annotated

import typer

from sceau.client.errors import ClientError
from sceau.client.installation import Installation, default_home
from sceau.commands.results import day_in_words
from sceau.commands.sending import Json
from sceau.commands.terminal import NOTHING_LEFT, SOMETHING_LEFT, Terminal
from sceau.envelope.acknowledgement import Status
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.receipt import parse_receipt, verify_receipt
from sceau.record.template import csv_template

verify = typer.Typer(no_args_is_help=True)
template = typer.Typer(no_args_is_help=True)


@verify.callback()
def _verify() -> None:
    """Keeps `receipt` a subcommand while it is the only one."""


@verify.command()
def receipt(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    *,
    root: Annotated[str, typer.Option()] = "",
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    trusted = _root(root)
    shown = [_verified(path, trusted) for path in files]
    terminal.show(shown)
    rows = [(str(one["file"]), _verdict(one, terminal), str(one.get("id", ""))) for one in shown]
    terminal.table(("file", "verdict", "id"), rows)
    return NOTHING_LEFT if all(one["valid"] for one in shown) else SOMETHING_LEFT


@template.command()
def csv() -> int:
    sys.stdout.buffer.write(csv_template())
    return NOTHING_LEFT


@template.command()
def schema() -> int:
    from sceau.record.schema import json_schema

    sys.stdout.write(json_module.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return NOTHING_LEFT


def _root(written: str) -> bytes:
    """The root to trust: the one given, else the one this installation pinned."""
    if not written:
        try:
            written = Installation(default_home()).profile.root
        except ClientError as problem:
            raise ClientError("no-root") from problem
    try:
        return bytes.fromhex(written)
    except ValueError as problem:
        raise ClientError("bad-root") from problem


def _verified(path: Path, root: bytes) -> dict[str, object]:
    """What one receipt proves; only the file is read, nobody is asked."""
    try:
        proven = verify_receipt(parse_receipt(path.read_bytes()), root_hash=root)
    except EnvelopeError as error:
        return {"file": str(path), "valid": False, "code": error.code, "place": error.path}
    acknowledgement = proven.acknowledgement
    return {
        "file": str(path),
        "valid": True,
        "id": proven.header.id.hex(),
        "pharmacy": proven.header.pharmacy.hex(),
        "status": acknowledgement.status.value,
        "domain": acknowledgement.domain,
        "day": acknowledgement.day,
        "ledger_index": proven.index,
        "ledger_size": proven.checkpoint.size,
    }


def _verdict(one: dict[str, object], terminal: Terminal) -> str:
    if not one["valid"]:
        return terminal.words("verify.invalid", code=one["code"])
    key = "verify.registered" if one["status"] == Status.ACCEPTED.value else "verify.rejected"
    return terminal.words(key, domain=one["domain"], day=day_in_words(int(str(one["day"])), terminal.words))
