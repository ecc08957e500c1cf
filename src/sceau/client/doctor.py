"""What is wrong with an installation, found by trying each thing that sending needs, in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sceau.client.errors import ClientError
from sceau.client.http import Connection
from sceau.client.installation import Installation
from sceau.client.sealing import Sealing
from sceau.client.spool import State
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.statements import SoftwareState

_CLOCK_TOLERATED = 120.0  # seconds between this computer and the relay


@dataclass(frozen=True, slots=True)
class Finding:
    """One check by name; `code` of spec/errors.json when it is not well."""

    check: str
    code: str = ""

    @property
    def well(self) -> bool:
        return not self.code


def examine(home: Path) -> list[Finding]:
    """Every check that can still be made; one that fails may hide the next."""
    return list(_findings(home))


def _findings(home: Path) -> Iterator[Finding]:
    enrolled = _try("enrolled", lambda: _open(home))
    yield enrolled
    if not enrolled.well:
        return
    installation = Installation(home)
    with Connection(installation.profile.relay) as connection:
        yield _try("private", lambda: _private(home))
        yield _try("relay", lambda: installation.refresh(connection))
        yield _try("clock", lambda: _clock(connection))
        yield _try("token", lambda: _token(installation, connection))
        yield _try("software", lambda: _software(installation))
        yield _try("keys", lambda: _keys(installation, connection))
        yield _try("spool", lambda: _spool(installation))


def _try(check: str, act: Callable[[], None]) -> Finding:
    try:
        act()
    except (ClientError, EnvelopeError) as failure:
        return Finding(check, failure.code)
    return Finding(check)


def _open(home: Path) -> None:
    Installation(home)


def _private(home: Path) -> None:
    if any(path.stat().st_mode & 0o077 for path in home.iterdir()):
        raise ClientError("others-can-read", str(home))


def _clock(connection: Connection) -> None:
    if abs(connection.skew) > _CLOCK_TOLERATED:
        raise ClientError("clock-wrong")


def _token(installation: Installation, connection: Connection) -> None:
    list(installation.relay(connection).status([]))


def _software(installation: Installation) -> None:
    known = installation.trusted().statements.software.get(installation.profile.software)
    if known is None or known.state is not SoftwareState.ACTIVE:
        raise ClientError("software-not-active")


def _keys(installation: Installation, connection: Connection) -> None:
    if Sealing.of(installation, now=connection.now()).late:
        raise ClientError("register-key-expired")


def _spool(installation: Installation) -> None:
    if installation.spool().counts().get(State.SEALED):
        raise ClientError("spool-waiting")
