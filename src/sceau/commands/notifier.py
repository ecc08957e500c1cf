"""`sceau notifier …`: what the operator of a notifier runs, with settings from `SCEAU_NOTIFIER_…`."""

import json as json_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from sceau.assertion import new_key as new_client_key
from sceau.client.durable import write_durably
from sceau.commands.results import seconds_in_words
from sceau.commands.sending import Json
from sceau.commands.server import said_plainly, server_module, settings_of
from sceau.commands.terminal import NOTHING_LEFT, Terminal

if TYPE_CHECKING:
    from sceau.notifier.keys import KeyState

app = typer.Typer(no_args_is_help=True)
key = typer.Typer(no_args_is_help=True)
app.add_typer(key, name="key")


@app.command()
def serve() -> int:
    _commands().serve(settings_of("notifier"))
    return NOTHING_LEFT


@app.command("client-key")
def client_key(context: typer.Context, private: Annotated[Path, typer.Argument()], *, json: Json = False) -> int:
    """Needs no settings: the relay's operator is given the public key, and gives the client id."""
    terminal, made = Terminal.of(context, as_json=json), new_client_key()
    write_durably(private, json_module.dumps(made.as_dict(private=True)).encode())
    public = made.as_dict(private=False)
    terminal.show(public)
    terminal.say("plain", text=json_module.dumps(public))
    return NOTHING_LEFT


@key.command()
def new(*, public: Annotated[Path, typer.Option()]) -> int:
    made = _commands().new_key(settings_of("notifier"))
    write_durably(public, f"{made.hex()}\n".encode("ascii"))
    return NOTHING_LEFT


@key.command("list")
def list_(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        listed = _commands().keys(settings_of("notifier"))
    terminal.show([_as_json(one) for one in listed])
    rows = [(one.kid.hex()[:8], *_life(one, terminal)) for one in listed]
    terminal.table(("key", "from", "until"), rows)
    return NOTHING_LEFT


@key.command()
def destroy(context: typer.Context, *, json: Json = False) -> int:
    terminal = Terminal.of(context, as_json=json)
    with said_plainly(RuntimeError):
        count = _commands().destroy_keys(settings_of("notifier"))
    terminal.show({"destroyed": count})
    terminal.say("notifier.destroyed", count=count)
    return NOTHING_LEFT


def _as_json(one: "KeyState") -> dict[str, object]:
    life = one.published
    return {
        "kid": one.kid.hex(),
        "not_before": life.not_before if life else None,
        "not_after": life.not_after if life else None,
        "destroy_after": life.destroy_after if life else None,
    }


def _life(one: "KeyState", terminal: Terminal) -> tuple[str, str]:
    if one.published is None:
        return terminal.words("notifier.unpublished"), ""
    return (
        seconds_in_words(one.published.not_before, terminal.words),
        seconds_in_words(one.published.not_after, terminal.words),
    )


def _commands() -> ModuleType:
    return server_module("sceau.notifier.commands")
