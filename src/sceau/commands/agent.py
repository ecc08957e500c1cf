"""`sceau agent`."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from sceau.client.agent import PORT, TOKEN_FILE, Server, agent_token, make_server
from sceau.client.agent_work import AgentWork
from sceau.client.delivery import Delivery
from sceau.client.http import Connection
from sceau.client.inbox import Inbox
from sceau.client.installation import Installation, default_home
from sceau.client.patience import Patience
from sceau.commands.failures import meaning
from sceau.commands.sending import Json
from sceau.commands.terminal import NOTHING_LEFT, Terminal


def agent(
    context: typer.Context,
    *,
    port: Annotated[int, typer.Option(min=0, max=65535)] = PORT,
    watch: Annotated[Path | None, typer.Option(exists=True, file_okay=False)] = None,
    tickets: Annotated[bool, typer.Option("--tickets")] = False,
    origin: Annotated[list[str] | None, typer.Option()] = None,
    json: Json = False,
) -> int:
    terminal, home = Terminal.of(context, as_json=json), default_home()
    installation = Installation(home)
    with Connection(installation.profile.relay) as connection:
        delivery = Delivery(installation, connection, patience=Patience(attempts=2))
        work = AgentWork(delivery, Inbox(watch, delivery, with_tickets=tickets) if watch else None)
        token = agent_token(home / TOKEN_FILE)
        server = make_server(work.actions, token=token, port=port, origins=frozenset(origin or ()))
        address = f"http://127.0.0.1:{server.server_port}"
        terminal.show({"address": address, "token_file": str(home / TOKEN_FILE)})
        terminal.say("agent.listening", address=address, token=home / TOKEN_FILE)
        _run(server, work, terminal)
    terminal.say("agent.stopped")
    return NOTHING_LEFT


def _run(server: Server, work: AgentWork, terminal: Terminal) -> None:
    """Until Ctrl-C or a request to stop; a record under way is sealed first."""

    def tell(code: str) -> None:
        said = meaning(code, terminal.words)
        terminal.note("plain", text=f"{said.what}\n{said.remedy}".rstrip())

    rounds = threading.Thread(target=work.run, args=(tell,))
    rounds.start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # also where a shell has it ignore Ctrl-C
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        work.stop()
        rounds.join()
        server.server_close()
