"""A register that cannot be reached: its name is not found, its certificate is not to be believed. Row 18."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.faults.certificates import HERE, Certificates, Shown
from tests.faults.fault import EVERY_CALL, Action, Fault, Moment
from tests.faults.invariants import Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.proxy import TlsProxy
from tests.faults.service import Service, eventually
from tests.faults.world import World
from tests.integration.running import free_port

TRUST: Final = "nothing is given to whom we do not know"
ALARM: Final = "the queue grows, and it is said why"
NO_NAME: Final = "not found by name"
_CODES: Final = {NO_NAME: "register-unreachable"} | dict.fromkeys(Shown, "register-untrusted")
TROUBLES: Final[tuple[str, ...]] = (NO_NAME, Shown.EXPIRED, Shown.OF_ANOTHER_NAME, Shown.OF_ANOTHER_AUTHORITY)


def unreachable_in_turn(world: World, count: int, troubles: Sequence[str] = TROUBLES) -> None:
    """Each trouble in turn, envelopes coming in meanwhile; once all is right, the same worker delivers them all."""
    certificates, port = Certificates.make(world.folder / "tls"), free_port()
    url, unknown = f"https://{HERE}:{port}", world.folder / "the-name-is-unknown"
    world.start_register(public_url=url)
    world.start_relay()
    with TlsProxy(port, world.ground.register_port, certificates.contexts[Shown.RIGHT]) as terminator:
        worker = _start_worker(world, url, certificates.authorities, unknown)
        letters = world.seal(count)
        for turn, trouble in enumerate(troubles):
            _begin(trouble, terminator, certificates, unknown)
            _in_trouble(world, worker, trouble, letters[turn :: len(troubles)])
            unknown.unlink(missing_ok=True)
        if world.register_rows("SELECT FROM registered"):
            raise Broken(TRUST, "envelopes were delivered to somebody with another's certificate")
        terminator.context = certificates.contexts[Shown.RIGHT]
        world.settle(seconds=300)
        check(world)


def _start_worker(world: World, url: str, authorities: Path, unknown: Path) -> Service:
    """In trouble from its first moment on."""
    unknown.touch()
    no_name = Fault(Action.NO_NAME, Moment.BEFORE, "socket:getaddrinfo", call=EVERY_CALL, until_gone=str(unknown))
    return world.start_worker(no_name, register_url=url, register_ca=authorities)


def _begin(trouble: str, terminator: TlsProxy, certificates: Certificates, unknown: Path) -> None:
    if trouble == NO_NAME:
        unknown.touch()
        return
    terminator.context = certificates.contexts[Shown(trouble)]
    unknown.unlink(missing_ok=True)


def _in_trouble(world: World, worker: Service, trouble: str, letters: Sequence[Letter]) -> None:
    """All are taken, none is delivered, and whoever asks is told why: the pharmacy, and the worker's log."""
    said = len(_said(worker, _CODES[trouble]))
    world.send_until_taken(letters)
    code = _CODES[trouble]
    try:
        eventually(lambda: _delivered(world) or len(_said(worker, code)) > said, "an alarm", seconds=30)
        eventually(lambda: _delivered(world) or code in _why(world), "a reason", seconds=30)
    except AssertionError:
        raise Broken(ALARM, f"a register {trouble} is not said to be so") from None
    if _delivered(world):
        raise Broken(TRUST, f"delivered to a register whose certificate is {trouble}")
    queue = world.relay_rows("SELECT count(*) FROM outbox WHERE state = 'pending'")
    if queue != [(len(world.notebook.acknowledged),)]:
        raise Broken(ALARM, "what was taken does not all wait")


def _said(worker: Service, code: str) -> list[dict[str, object]]:
    return [one for one in worker.events("register_takes_nothing") if one.get("code") == code]


def _why(world: World) -> set[str]:
    rows = world.relay_rows("SELECT DISTINCT last_code FROM outbox WHERE last_code IS NOT NULL")
    return {code for (code,) in rows}


def _delivered(world: World) -> bool:
    return bool(world.relay_rows("SELECT FROM acknowledgement LIMIT 1"))
