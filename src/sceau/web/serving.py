"""The web server of a service: gunicorn, one process a core, a few threads each, no access log.

A thread waits for the disk at each commit, so a process needs several. An access log would hold paths, times and
addresses: there is none; the metrics count.
"""

import os
import shutil
import socket
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

# Where this library happens to be installed, gunicorn titles its processes with it, which overwrites the command line
# and the environment by which one is found in /proc. There is no setting against it but that it is not there.
sys.modules.setdefault("setproctitle", None)  # type: ignore[arg-type]  # None: cannot be imported

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # noqa: E402 (it has no types; see above)

Application = Callable[..., Any]
"""A WSGI application."""

_SILENCE_SECONDS = 30.0
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(frozen=True, slots=True)
class Serving:
    """Where and how wide. `metrics_port` 0 serves no metrics; they are for this machine only (127.0.0.1)."""

    bind: str
    processes: int
    threads: int
    metrics_port: int = 0


class Server(BaseApplication):  # type: ignore[misc]  # the same
    """gunicorn, configured here and nowhere else: no file, no environment, no command line."""

    def __init__(self, load: Callable[[], Application], serving: Serving) -> None:
        self._load = load
        self._serving = serving
        super().__init__()

    def load_config(self) -> None:
        for name, value in _options(self._serving).items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        return self._load()


def serve_wsgi(load: Callable[[], Application], serving: Serving) -> None:
    """Serve the application that `load` makes (in each process, after the fork) until told to stop."""
    with metrics_folder():
        Server(load, serving).run()


@contextmanager
def metrics_folder() -> Iterator[None]:
    """Where the processes of one service add up their counts; gone when the service is."""
    folder = os.environ[METRICS_FOLDER] = tempfile.mkdtemp(prefix="sceau-metrics-")
    maker = os.getpid()
    try:
        yield
    finally:
        if os.getpid() == maker:  # the processes forked below come out of here too, before the others have ended
            shutil.rmtree(folder, ignore_errors=True)


def serve_metrics(port: int) -> None:
    """Prometheus' page with the sum over this service's processes, on 127.0.0.1."""
    if port:
        from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415 (after `metrics_folder`)
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415 (the same)

        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has none either
        start_http_server(port, addr="127.0.0.1", registry=registry)


def limit_waits(listener: socket.socket, *, seconds: float = _SILENCE_SECONDS) -> None:
    """A caller that neither sends nor takes a byte for so long is given up; connections have it from their listener.

    One that drips byte after byte is for what stands before us to stop (`client_body_timeout`, or the like).
    """
    whole, part = divmod(seconds, 1)
    limit = struct.pack("ll", int(whole), int(part * 1_000_000))
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        listener.setsockopt(socket.SOL_SOCKET, option, limit)


def _forget_process(pid: int) -> None:
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 (after `metrics_folder`)

    mark_process_dead(pid)  # type: ignore[no-untyped-call]  # it has no types either


def _begin(server: Any, serving: Serving) -> None:  # noqa: ANN401 (gunicorn's, which has no types)
    for listener in server.LISTENERS:
        limit_waits(listener.sock)
    serve_metrics(serving.metrics_port)


def _options(serving: Serving) -> dict[str, Any]:
    return {
        "bind": serving.bind,
        "workers": serving.processes,
        "threads": serving.threads,
        "worker_class": "gthread",
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "critical",  # its messages quote requests; ours say what failed
        "keepalive": 30,
        "graceful_timeout": 20,
        "timeout": 60,
        "limit_request_line": 1024,
        "limit_request_fields": 64,
        "proc_name": "sceau",
        "control_socket_disable": True,
        "forwarded_allow_ips": "",  # no header changes who calls, or where: nothing here asks
        "when_ready": lambda server: _begin(server, serving),
        "child_exit": lambda _server, worker: _forget_process(worker.pid),
    }
