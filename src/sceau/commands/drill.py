"""`sceau drill`: prove a promise, print the table, fail if it does not hold (package `sceau.drill`)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module
from sceau.commands.terminal import NOT_DONE, NOTHING_LEFT, SOMETHING_LEFT, Terminal

if TYPE_CHECKING:
    from sceau.drill.report import Measured, NotRun, Report
    from sceau.drill.restore.report import Loss, RestoreReport

MOST_TRACES = 20  # on a screen, for each component; `--keep` has them all
_LOSS = ("unarchived", "rolled-back", "fetched", "recovered", "answered", "ledger")
app = typer.Typer(no_args_is_help=True)


@app.command()
def breach(
    context: typer.Context,
    *,
    keep: Annotated[Path | None, typer.Option(file_okay=False)] = None,
    json: Json = False,
) -> int:
    terminal = Terminal.of(context, as_json=json)
    server_module(
        "sceau.drill.theft"
    )  # what the drill's processes will need: if it is missing, a sentence says so here
    with said_plainly(RuntimeError), terminal.watch_totals("drill") as watch:
        report: Report = server_module("sceau.drill.run").drill(watch, keep=keep)
    terminal.show(report.as_json())
    _print(report, terminal)
    if not report.holds:
        return SOMETHING_LEFT
    return NOT_DONE if report.not_run else NOTHING_LEFT


@app.command()
def restore(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    means = server_module("sceau.drill.restore.means")
    if absent := means.missing():
        terminal.show({"not_run": list(absent)})
        terminal.say("drill.restore.missing", names=", ".join(absent), packages=means.PACKAGES)
        return NOT_DONE
    with said_plainly(RuntimeError), terminal.watch_totals("drill") as watch:
        report: RestoreReport = server_module("sceau.drill.restore.run").drill(watch)
    terminal.show(report.as_json())
    terminal.table(("lost-host", *_LOSS), [_loss(one, terminal) for one in report.losses])
    _print_restored(report, terminal)
    return NOTHING_LEFT if report.holds else SOMETHING_LEFT


def _loss(one: "Loss", terminal: Terminal) -> tuple[str, ...]:
    seconds = (one.returned.fetched_seconds, one.returned.recovered_seconds, one.answered_seconds)
    grew = terminal.words("drill.ledger.grew" if one.ledger_grew else "drill.ledger.forked")
    name = terminal.words(f"drill.host.{one.service}")
    return (name, str(one.unarchived_bytes), str(one.rolled_back), *(f"{second:.1f}" for second in seconds), grew)


def _print_restored(report: "RestoreReport", terminal: Terminal) -> None:
    books, control = report.books, report.control
    seconds = f"{report.reconciled_seconds:.1f}"
    terminal.say("drill.restore.books", count=books.acknowledged, again=report.sent_again, seconds=seconds)
    terminal.say("drill.restore.result", lost=books.lost, twice=books.twice, differences=books.differences)
    opens = terminal.words("drill.restore.refused" if control.refused_without_key else "drill.restore.opened")
    terminal.say("drill.restore.control", missing=control.missing, opens=opens)
    terminal.say("drill.restore.holds" if report.holds else "drill.restore.fails")


def _print(report: "Report", terminal: Terminal) -> None:
    control = {one.name: str(one.readable) for one in report.control}
    rows = [(_name(one, terminal), str(one.readable), control.get(one.name, "")) for one in report.components]
    rows += [(_name(one, terminal), terminal.words("drill.not-run"), "") for one in report.not_run]
    terminal.table(("component", "readable", "control"), rows)
    traces = [(_name(one, terminal), trace) for one in report.components for trace in one.traces[:MOST_TRACES]]
    terminal.table(("component", "trace"), traces)
    for key, group in (("drill.shown", report.shown), ("drill.pairs", report.pairs)):
        _print_group(key, group, terminal)
    _print_verdict(report, terminal)


def _print_verdict(report: "Report", terminal: Terminal) -> None:
    found, canaries = report.control_readable, report.canaries
    if report.holds and report.not_run:
        terminal.say("drill.incomplete", count=len(report.not_run))
        terminal.say(f"drill.missing.{report.not_run[0].missing}")
    else:
        terminal.say("drill.holds" if report.holds else "drill.fails", sum=report.sum, found=found, canaries=canaries)


def _print_group(key: str, group: "tuple[Measured, ...]", terminal: Terminal) -> None:
    if group:
        terminal.say(key)
        terminal.table(("component", "readable"), [(_name(one, terminal), str(one.readable)) for one in group])


def _name(one: "Measured | NotRun", terminal: Terminal) -> str:
    """Components are named in English in JSON, and to a person in her language."""
    return terminal.words.find(f"drill.name.{one.name}") or one.name
