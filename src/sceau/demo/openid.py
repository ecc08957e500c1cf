"""A real OpenID provider on this machine that signs in made-up professionals: Pro Santé Connect of tests and demo.

It is a small program for Node (`scripts/openid-provider.mjs`), in the source tree alone.
"""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRAM: Final = Path(__file__).parents[3] / "scripts" / "openid-provider.mjs"
_CLIENT_ID: Final = "sceau-demonstration"
_CLIENT_SECRET: Final = "made-up-secret-of-a-demonstration"  # noqa: S105 (it protects nobody: all its people are made up)


@dataclass(frozen=True, slots=True)
class OpenIdProvider:
    """A provider that listens. `settings` are what its relay is told, by name (`RelaySettings`)."""

    issuer: str

    @property
    def settings(self) -> Mapping[str, str]:
        return {"psc_issuer": self.issuer, "psc_client_id": _CLIENT_ID, "psc_client_secret": _CLIENT_SECRET}


@dataclass(frozen=True, slots=True)
class Professional:
    """Somebody made up. `profession` 21 is a pharmacist, 70 a preparer."""

    name: str
    rpps: str
    profession: str = "21"


def can_start() -> bool:
    """Whether this is a source tree with Node: a demonstration without is one with passkeys alone."""
    return PROGRAM.is_file() and (PROGRAM.parents[1] / "node_modules" / "oidc-provider").is_dir() and bool(_node())


@contextmanager
def openid_provider(relay_url: str, people: Sequence[Professional]) -> Iterator[OpenIdProvider]:
    """Run a provider for the relay at this public URL until the block ends."""
    said = {
        "port": _free_port(),
        "client_id": _CLIENT_ID,
        "client_secret": _CLIENT_SECRET,
        "redirect_uri": f"{relay_url}/accounts/psc/login/callback/",
        "people": [{"name": one.name, "rpps": one.rpps, "profession": one.profession} for one in people],
    }
    with subprocess.Popen(  # noqa: S603 (our own program)
        [_node(), str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield OpenIdProvider(_start(process, said))
        finally:
            process.terminate()


def _start(process: "subprocess.Popen[str]", said: Mapping[str, object]) -> str:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the provider is spoken to through its standard input and output")
    process.stdin.write(json.dumps(said) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError("the OpenID provider did not start: run `make setup`")
    issuer: str = json.loads(answer)["issuer"]
    return issuer


def _node() -> str:
    return shutil.which("node") or ""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
