"""What `sceau witness …` runs; the command line only parses, calls and prints."""

import structlog

from sceau.web.clock import SystemClock
from sceau.web.logs import configure_logs
from sceau.web.serving import Serving, serve_wsgi
from sceau.witness.application import Witness
from sceau.witness.configuration import WitnessSettings
from sceau.witness.memory import Memory

_PROCESSES, _THREADS = 1, 4
_log = structlog.get_logger()


def serve(settings: WitnessSettings) -> None:
    """Serve until told to stop."""
    configure_logs("witness")
    memory = _memory(settings)
    if memory.is_empty():  # at any start but the first, its file was lost: whatever is shown now will be cosigned
        _log.warning("nothing_remembered")
    witness = Witness(settings.cosigners, settings.verifiers, memory, SystemClock())
    serve_wsgi(lambda: witness, Serving(settings.bind, _PROCESSES, _THREADS))


def keys(settings: WitnessSettings) -> tuple[str, ...]:
    """Its verifier keys, to give to those who are to trust it."""
    return tuple(str(cosigner.key) for cosigner in settings.cosigners)


def evidence(settings: WitnessSettings) -> list[tuple[str, int, bytes]]:
    """(origin, size, note) of every second root that a ledger signed for one size."""
    return _memory(settings).evidence()


def suspects(settings: WitnessSettings) -> list[tuple[str, int, bytes]]:
    """The same of checkpoints that nobody could show to extend what was cosigned: alone, they prove nothing."""
    return _memory(settings).suspects()


def _memory(settings: WitnessSettings) -> Memory:
    memory = Memory(settings.memory_file)
    memory.begin()
    return memory
