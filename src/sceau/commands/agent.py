"""`sceau agent`."""

import threading
from pathlib import Path
from typing import Annotated

import typer

from sceau.client.agent import PORT, agent_token, make_server
from sceau.client.agent_work import AgentWork
from sceau.client.delivery import Delivery
from sceau.client.http import Connection
from sceau.client.inbox import Inbox
from sceau.client.installation import Installation, default_home
from sceau.client.patience import Patience
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
    delivery = Delivery(installation, Connection(installation.profile.relay), patience=Patience(attempts=2))
    work = AgentWork(delivery, Inbox(watch, delivery, with_tickets=tickets) if watch else None)
    token_file = home / "agent.token"
    server = make_server(work.actions, token=agent_token(token_file), port=port, origins=frozenset(origin or ()))
    rounds = threading.Thread(target=work.run)
    rounds.start()
    terminal.show({"address": f"http://127.0.0.1:{server.server_port}", "token_file": str(token_file)})
    terminal.say("agent.listening", port=server.server_port, token=token_file)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        terminal.say("agent.stopped")
    finally:
        work.stop()
        rounds.join()
        server.server_close()
    return NOTHING_LEFT
