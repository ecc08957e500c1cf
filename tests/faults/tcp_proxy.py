"""A network between two services, connection by connection: as it should be, cut, silent, or slow beyond use."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from random import Random
from typing import Final, Self

_PIECE: Final = 16_384
_DRIP_SECONDS: Final = 0.2
_MOST_BYTES_BEFORE_A_RESET: Final = 60_000
_RESET_AT_CLOSE: Final = struct.pack("ii", 1, 0)  # SO_LINGER of no time: the other side is told RST, not FIN


class Weather(StrEnum):
    FINE = "fine"
    RESET = "reset"  # cut by RST after some bytes, either way
    HALF_OPEN = "half-open"  # taken, and never a byte passed on
    MUTE = "mute"  # the request arrives; of the answer not a byte
    DRIP = "drip"  # the answer comes, a byte now and then


class TcpProxy:
    """Listens on `port` of this machine, connects to `behind`. `weather` says what becomes of the next connection."""

    def __init__(self, port: int, behind: int, weather: Callable[[], Weather], random: Random) -> None:
        self.weather = weather
        self.met: dict[Weather, int] = dict.fromkeys(Weather, 0)
        self._behind = behind
        self._random = random
        self._is_over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", port))
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listening.close()
        for one in list(self._open):
            self._end(one)

    @property
    def strikes(self) -> int:
        """Connections that met anything but fine weather."""
        return sum(count for weather, count in self.met.items() if weather is not Weather.FINE)

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            self._open.add(caller)
            weather = self.weather()
            self.met[weather] += 1
            left = self._random.randrange(_MOST_BYTES_BEFORE_A_RESET)
            threading.Thread(target=self._serve, args=(caller, weather, left), daemon=True).start()

    def _serve(self, caller: socket.socket, weather: Weather, left: int) -> None:
        if weather is Weather.HALF_OPEN:
            return
        try:
            service = socket.create_connection(("127.0.0.1", self._behind))
        except OSError:
            self._end(caller)
            return
        self._open.add(service)
        budget = _Budget(left if weather is Weather.RESET else None)
        answering = threading.Thread(target=self._pass_on, args=(service, caller, weather, budget), daemon=True)
        answering.start()
        self._pass_on(caller, service, Weather.FINE, budget)

    def _pass_on(self, here: socket.socket, there: socket.socket, weather: Weather, budget: "_Budget") -> None:
        with suppress(OSError):
            while data := here.recv(_PIECE):
                allowed = budget.take(len(data))
                self._give(there, data[:allowed], weather)
                if allowed < len(data):
                    self._reset(here, there)
                    return
            if weather is not Weather.MUTE:
                there.shutdown(socket.SHUT_WR)

    def _give(self, there: socket.socket, data: bytes, weather: Weather) -> None:
        if weather is Weather.MUTE:
            return
        if weather is not Weather.DRIP:
            there.sendall(data)
            return
        for byte in data:
            if self._is_over.wait(_DRIP_SECONDS):
                return
            there.send(bytes([byte]))

    def _reset(self, *ends: socket.socket) -> None:
        for one in ends:
            with suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_CLOSE)
            self._end(one)

    def _end(self, one: socket.socket) -> None:
        self._open.discard(one)
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


class _Budget:
    """Bytes that a connection carries, both ways together; None: as many as come."""

    def __init__(self, left: int | None) -> None:
        self._left = left
        self._lock = threading.Lock()

    def take(self, wanted: int) -> int:
        """How many of `wanted` may pass."""
        with self._lock:
            if self._left is None:
                return wanted
            allowed = min(wanted, self._left)
            self._left -= allowed
            return allowed
