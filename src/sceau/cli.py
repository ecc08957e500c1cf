"""The `sceau` command: which words it knows, in which language, and what a failure says.

The language is chosen before anything is parsed (`--lang fr|en`, else the environment), so that help speaks it too.
"""

import os
import sys

import typer
from typer.core import TyperGroup

from sceau.commands import agent, demo, enrolling, notifier, proof, register, relay, sending, ticket, witness
from sceau.commands.drill import app as drill_app
from sceau.commands.failures import run
from sceau.commands.words import Words, choose_language


def leave(code: object) -> None:
    """What a command returns is its exit code."""
    raise typer.Exit(code if isinstance(code, int) else 0)


app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, result_callback=leave)
app.command("enrol")(enrolling.enrol_pharmacy)
app.command("send")(sending.send)
app.command("status")(sending.status)
app.command("agent")(agent.agent)
app.command("doctor")(enrolling.doctor)
app.command("demo")(demo.demo)
app.add_typer(ticket.app, name="ticket")
app.add_typer(proof.verify, name="verify")
app.add_typer(proof.template, name="template")
app.add_typer(relay.app, name="relay")
app.add_typer(register.app, name="register")
app.add_typer(notifier.app, name="notifier")
app.add_typer(witness.app, name="witness")
app.add_typer(drill_app, name="drill")


def main() -> None:
    language, arguments = choose_language(sys.argv[1:], os.environ)
    words = Words(language)
    command = speaking(words)

    sys.exit(run(lambda: command(arguments, prog_name="sceau", obj=words), words, as_json="--json" in arguments))


def speaking(words: Words) -> TyperGroup:
    """The command with every help text in one language, from texts.json."""
    command = typer.main.get_group(app)
    _translate(command, "sceau", words)
    return command


def _translate(command: typer.core.TyperCommand | TyperGroup, name: str, words: Words) -> None:
    command.help = words(f"help.{name}")
    command.epilog = words.find(f"example.{name}")
    for parameter in command.params:
        if isinstance(parameter, typer.core.TyperOption | typer.core.TyperArgument) and parameter.name != "help":
            parameter.help = words.find(f"help.{name}.{parameter.name}") or words(f"help.every.{parameter.name}")
    for part, inside in getattr(command, "commands", {}).items():
        _translate(inside, f"{name}.{part}", words)
