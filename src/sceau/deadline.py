"""An end to a whole request over HTTP, whatever the other side does.

The one idea: a socket's timeout bounds the silence between two bytes, never the whole: whoever gives a byte now and
then would keep the caller for ever. When the time is over the connection is shut down under the request, which so
fails like any other that was cut.
"""

import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Final, Self

_CONNECTED: Final = "connection.connect_tcp.complete"


class Deadline:
    """A context manager around one request that is given `extensions` (httpx2), on a connection of its own."""

    def __init__(self, after: timedelta) -> None:
        self._lock = threading.Lock()
        self._held: list[socket.socket] = []
        self.is_over = False
        """Whether the time was up first: an answer without a length, cut off, looks whole."""
        self._timer = threading.Timer(after.total_seconds(), self._end)
        self._timer.daemon = True

    @property
    def extensions(self) -> dict[str, Callable[[str, Mapping[str, Any]], None]]:
        return {"trace": self._notice}

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._held:
                one.close()
            self._held.clear()

    def _notice(self, event: str, info: Mapping[str, Any]) -> None:
        if event == _CONNECTED:
            # A second handle of the connection: TLS takes the first one over.
            held = info["return_value"].get_extra_info("socket").dup()
            with self._lock:
                self._held.append(held)
            if self.is_over:
                self._end()

    def _end(self) -> None:
        self.is_over = True
        with self._lock:
            for one in self._held:
                with suppress(OSError):  # the other side was faster
                    one.shutdown(socket.SHUT_RDWR)
