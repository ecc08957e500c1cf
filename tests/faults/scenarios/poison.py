"""An envelope that breaks the register: row 17 of the guarantees."""

from typing import Final

from tests.faults.fault import EVERY_CALL, Action, Fault, Moment
from tests.faults.invariants import LOST, Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.service import eventually
from tests.faults.world import World

from sceau.client.errors import explanation

NEIGHBOURS: Final = "neighbours are unaffected"
ATTEMPTS: Final = 8
_REQUEST: Final = "sceau.register.intake.views:answer_batch"
_ONE: Final = "sceau.register.intake.service:judge"
WAYS_TO_BREAK: Final = {
    "its request ends in an error 500": (Action.RAISE, _REQUEST),
    "the register says itself that it cannot judge it": (Action.RAISE, _ONE),
    "the process that has it dies": (Action.DIE, _REQUEST),
}


def poison(world: World, action: Action, target: str, count: int = 6) -> None:
    """It is given up after attempts of its own; those beside it are delivered at once; its pharmacy is told."""
    poisonous, *neighbours = world.seal(count)
    fault = Fault(action, Moment.BEFORE, target, call=EVERY_CALL, containing=poisonous.id.hex())
    world.start_register(fault)
    world.start_relay()
    middle = count // 2
    world.send_until_taken([*neighbours[:middle], poisonous, *neighbours[middle:]])
    world.start_worker()
    eventually(lambda: _is_over(world), "the end of every delivery", seconds=180)
    _check_neighbours(world, poisonous)
    _check_poison(world, poisonous)
    world.settle()
    check(world)


def _is_over(world: World) -> bool:
    """Nothing waits any more, or something is tried far beyond what it may be."""
    [(pending, most)] = world.relay_rows("SELECT count(*) FILTER (WHERE state = 'pending'), max(attempts) FROM outbox")
    return bool(pending == 0 or most > 2 * ATTEMPTS)


def _check_neighbours(world: World, poisonous: Letter) -> None:
    rows = world.relay_rows("SELECT state, attempts FROM outbox WHERE id <> %b", poisonous.id)
    if set(rows) != {("registered", 0)}:
        raise Broken(NEIGHBOURS, "delivered late, or given up, for another's fault")


def _check_poison(world: World, poisonous: Letter) -> None:
    (told,) = world.client.follow([poisonous])
    if (told["state"], told.get("code"), told["attempts"]) != ("dead", "poison", ATTEMPTS):
        raise Broken(LOST, "a poisonous envelope whose pharmacy is not told after its own attempts")
    for language in ("fr", "en"):
        assert explanation("undelivered", language).remedy
    if world.register_rows("SELECT FROM registered WHERE id = %b", poisonous.id):
        raise Broken(LOST, "given up, and registered all the same")
