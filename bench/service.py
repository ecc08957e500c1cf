"""A service's process (`sceau relay serve`, …), known by its id: started, waited for, stopped."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import httpx2

from sceau.demo.processes import end_of, inherited

_PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Service:
    """A context manager: leaving it stops the process. `log` has all that it writes."""

    log: Path
    process: "subprocess.Popen[bytes]"

    @classmethod
    def start(cls, command: Sequence[str], environment: Mapping[str, str], log: Path, *, ready: str = "") -> Self:
        """Start it; with `ready`, the address that answers once it serves, wait for it."""
        with log.open("ab") as output:
            process = subprocess.Popen(  # noqa: S603 - our own
                command, env=inherited(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        service = cls(log, process)
        if ready:
            service._wait(ready)
        return service

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=_PATIENCE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self, address: str) -> None:
        ends = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < ends and self.process.poll() is None:
            try:
                if httpx2.get(address).is_success:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"{self.log.stem} did not start: {end_of(self.log)}")


def run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """A command that ends."""
    subprocess.run(command, env=inherited(environment), check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own
