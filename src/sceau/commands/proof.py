"""`sceau verify …`, which asks the auditor's own program, and `sceau template`."""

import json as json_module
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from sceau.client.errors import ClientError
from sceau.client.installation import Installation, default_home
from sceau.commands.sending import Json
from sceau.commands.terminal import NOTHING_LEFT, Terminal
from sceau.record.template import csv_template
from sceau.verifier.__main__ import main as ask

verify = typer.Typer(no_args_is_help=True)
template = typer.Typer(no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False)]
AFile = Annotated[Path, typer.Option(exists=True, dir_okay=False)]
Root = Annotated[str, typer.Option()]
Policy = Annotated[Path | None, typer.Option(exists=True, dir_okay=False)]


@verify.command()
def receipt(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    *,
    root: Root = "",
    policy: Policy = None,
    json: Json = False,
) -> int:
    return _ask(context, "receipt", *files, root=_root(root), policy=policy, json=json)


@verify.command()
def delivered(
    context: typer.Context, envelope: File, receipt: File, *, root: Root = "", policy: Policy = None, json: Json = False
) -> int:
    return _ask(context, "delivered", envelope, receipt, root=_root(root), policy=policy, json=json)


@verify.command()
def ledger(
    context: typer.Context,
    where: Annotated[str, typer.Argument()],
    *,
    policy: AFile,
    since: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    json: Json = False,
) -> int:
    return _ask(context, "ledger", where, policy=policy, since=since, json=json)


@verify.command()
def bundle(
    context: typer.Context,
    where: Annotated[str, typer.Argument()],
    *,
    policy: AFile,
    built: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    json: Json = False,
) -> int:
    return _ask(context, "bundle", where, policy=policy, built=built, json=json)


@verify.command()
def pharmacy(
    context: typer.Context,
    log: File,
    *,
    statements: AFile,
    enrolments: AFile,
    root: Root = "",
    ledger: Annotated[str | None, typer.Option()] = None,
    policy: Policy = None,
    json: Json = False,
) -> int:
    given = {"statements": statements, "enrolments": enrolments, "ledger": ledger, "policy": policy}
    return _ask(context, "pharmacy", log, root=_root(root), json=json, **given)


@verify.command()
def journal(
    context: typer.Context, file: File, *, ledger: Annotated[str, typer.Option()], policy: AFile, json: Json = False
) -> int:
    return _ask(context, "journal", file, ledger=ledger, policy=policy, json=json)


@verify.command()
def fork(
    context: typer.Context,
    one: File,
    other: File,
    *,
    policy: AFile,
    proof: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
    json: Json = False,
) -> int:
    return _ask(context, "fork", one, other, policy=policy, proof=proof, json=json)


@verify.command()
def watch(
    context: typer.Context,
    *,
    policy: AFile,
    state: Annotated[Path, typer.Option(file_okay=False)],
    stale: Annotated[int, typer.Option(min=1)] = 10,
    still: Annotated[int, typer.Option(min=0)] = 0,
    every: Annotated[int, typer.Option(min=0)] = 0,
    json: Json = False,
) -> int:
    return _ask(context, "watch", policy=policy, state=state, stale=stale, still=still, every=every, json=json)


@template.command()
def csv() -> int:
    sys.stdout.buffer.write(csv_template())
    return NOTHING_LEFT


@template.command()
def schema() -> int:
    from sceau.record.schema import json_schema

    sys.stdout.write(json_module.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n")
    return NOTHING_LEFT


def _ask(context: typer.Context, question: str, *about: object, json: bool, **options: object) -> int:
    """The program as an auditor runs it, `python -m sceau.verifier`: what it prints and its exit code are ours."""
    given = [word for name, value in options.items() if value is not None for word in (f"--{name}", str(value))]
    language = Terminal.of(context).words.language
    return ask([question, *map(str, about), *given, "--lang", language, *(["--json"] if json else [])])


def _root(written: str) -> str:
    """The root to trust: the one given, else the one this installation pinned."""
    if not written:
        try:
            written = Installation(default_home()).profile.root
        except ClientError as problem:
            raise ClientError("no-root") from problem
    if not re.fullmatch("[0-9a-fA-F]{64}", written):
        raise ClientError("bad-root")
    return written
