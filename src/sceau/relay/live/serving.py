"""The live process: uvicorn with one event loop, no access log, and boards that end when it is told to stop."""

import asyncio
from types import FrameType

import uvicorn

from sceau.relay.configuration import RelaySettings
from sceau.relay.live.application import LiveBoard
from sceau.relay.live.metrics import LiveMetrics
from sceau.relay.relay import Relay
from sceau.web.logs import configure_logs

_CONNECTIONS = 4
_GRACE_SECONDS = 5


class LiveServer(uvicorn.Server):
    """uvicorn waits for answers to end before it stops: an open board's never would."""

    def __init__(self, config: uvicorn.Config, live: LiveBoard) -> None:
        super().__init__(config)
        self._live = live

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._live.close()


def serve_live(settings: RelaySettings) -> None:
    """Serve until told to stop."""
    configure_logs("relay-live")
    asyncio.run(_serve(settings))


async def _serve(settings: RelaySettings) -> None:
    live = LiveBoard(Relay.start(settings, connections=_CONNECTIONS), LiveMetrics.start(settings.live_metrics_port))
    await LiveServer(_configuration(settings, live), live).serve()


def _configuration(settings: RelaySettings, live: LiveBoard) -> uvicorn.Config:
    host, _, port = settings.live_bind.rpartition(":")
    return uvicorn.Config(
        live,
        host=host,
        port=int(port),
        access_log=False,
        log_config=None,  # its messages quote addresses: ours say what failed
        server_header=False,
        proxy_headers=False,
        lifespan="on",
        ws="none",
        backlog=4096,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
