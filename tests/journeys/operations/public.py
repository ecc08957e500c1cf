"""Made-up moments of the public status page, for its tests and its pictures."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sceau.relay.alarms.snapshot import Queue, Snapshot
from sceau.relay.public_status.history import History
from sceau.relay.public_status.judging import judge
from sceau.relay.public_status.page import write_page, write_static

UP, DOWN = "up", "down"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files, and says nothing of it."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A web server that knows nothing of relays; its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def published(folder: Path, name: str, now: datetime) -> None:
    """The folder as the watching process leaves it, after sixty days with two bad ones."""
    history = History()
    for back in range(60, 0, -1):
        for minute in range(6):
            at = now - timedelta(days=back, minutes=minute)
            seen = _seen(at, hours=6 if back == 21 else 0)
            history = history.with_minute(judge(at, seen, ready=back != 33, tickets=True, board=True))
    judged = judge(now, _seen(now, hours=6 if name == DOWN else 0), ready=True, tickets=True, board=name == UP)
    write_static(folder)
    write_page(folder, judged, history.with_minute(judged))
    history.with_minute(judged).write(folder)


def _seen(at: datetime, *, hours: int) -> Snapshot:
    return Snapshot(at, at, queue=Queue(214, at - timedelta(hours=hours)), worker_seen=at)
