"""Two witnesses of both ledgers, as somebody else would run them: nothing of relay or register but their keys."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sceau.demo.processes import Processes, port_for
from sceau.ledger.cosignature import Algorithm, Cosigner


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness to be: where it will listen, and its seed of each kind."""

    name: str
    port: int
    seeds: tuple[tuple[Algorithm, bytes], ...]

    @classmethod
    def new(cls, name: str) -> "Watcher":
        return cls(name, port_for(0), tuple((algorithm, secrets.token_bytes(32)) for algorithm in Algorithm))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(str(Cosigner(self.name, algorithm, seed).key) for algorithm, seed in self.seeds)

    def start(self, processes: Processes, folder: Path, ledgers: Sequence[str]) -> None:
        """Begin to watch these ledgers, named by their verifier keys."""
        settings = {
            "NAME": self.name,
            "LOGS": "\n".join(ledgers),
            "MEMORY_FILE": str(folder / f"{self.name}.memory"),
            "BIND": f"127.0.0.1:{self.port}",
            **{f"{algorithm.name}_SEED": seed.hex() for algorithm, seed in self.seeds},
        }
        environment = {f"SCEAU_WITNESS_{name}": value for name, value in settings.items()}
        processes.start("witness", "serve", environment=environment, health=f"{self.url}/health")


def watchers(count: int) -> tuple[Watcher, ...]:
    return tuple(Watcher.new(f"witness-{number + 1}.example") for number in range(count))


def asked(watching: Sequence[Watcher]) -> dict[str, str]:
    """The setting `witnesses` of a service whose ledger they are to cosign."""
    return {"witnesses": "\n".join(" ".join([one.url, *one.keys]) for one in watching)} if watching else {}
