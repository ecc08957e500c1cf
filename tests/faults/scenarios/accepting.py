"""Faults while the relay accepts: rows 1, 13 and 14 of the guarantees."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Final

import httpx2
from tests.faults.fault import Action, Fault, Moment
from tests.faults.invariants import LOST, TWICE, Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.world import World

_INTAKE: Final = "sceau.relay.intake"
_SECOND_HUNDRED: Final = 2
BATCH: Final = 100
"""Envelopes that the relay stores at once."""
PART: Final = 400
STEPS_OF_AN_ACCEPT: Final = {
    "before an envelope is examined": Fault(Action.KILL, Moment.BEFORE, f"{_INTAKE}.accept:examine", call=110),
    "once an envelope is examined": Fault(Action.KILL, Moment.AFTER, f"{_INTAKE}.accept:examine", call=110),
    "before its rows": Fault(Action.KILL, Moment.BEFORE, f"{_INTAKE}.accept:insert_envelopes", call=_SECOND_HUNDRED),
    "after its rows": Fault(Action.KILL, Moment.AFTER, f"{_INTAKE}.accept:insert_envelopes", call=_SECOND_HUNDRED),
    "after its ticket": Fault(Action.KILL, Moment.AFTER, f"{_INTAKE}.accept:insert_tickets", call=_SECOND_HUNDRED),
    "before the commit": Fault(Action.KILL, Moment.AFTER, f"{_INTAKE}.accept:_Attempt.run", call=_SECOND_HUNDRED),
    "after the commit": Fault(Action.KILL, Moment.AFTER, f"{_INTAKE}.views:accept", call=_SECOND_HUNDRED),
    "while the answers are written": Fault(Action.KILL, Moment.BEFORE, f"{_INTAKE}.views:_line", call=110),
}
"""The web server is killed whole there, in the second hundred of a stream."""
LETTERS: Final = 130
AT_ONCE: Final = 1000
_CALLERS: Final = 50


def killed_while_accepting(world: World, step: Fault) -> None:
    """No answer, or durable: the pharmacy sends again what was not answered, and each is registered once."""
    world.start_register()
    world.start_worker()
    relay, letters = world.start_relay(step), world.seal(LETTERS)
    with suppress(httpx2.TransportError):
        world.client.send(letters)
    relay.wait_until_dead()
    world.start_relay()
    world.send_until_taken(letters)
    world.settle()
    check(world)


def killed_again_and_again(world: World, count: int, random: Random) -> int:
    """A stream is answered, the next one kills the server at some step, until `count` were sent; how often it died."""
    world.start_register()
    world.start_worker()
    parts = list(in_parts(world.seal(count), PART))
    steps = list(STEPS_OF_AN_ACCEPT.values())
    for number, (before, part) in enumerate(pairwise([[], *parts])):
        relay = world.start_relay(_at_random(steps[number % len(steps)], len(before), len(part), random))
        world.send_until_taken(before)
        with suppress(httpx2.TransportError):
            world.client.send(part)
        relay.wait_until_dead()
    world.start_relay()
    world.send_until_taken(parts[-1])
    world.settle()
    check(world)
    return len(parts)


def in_parts(letters: Sequence[Letter], size: int) -> Iterator[Sequence[Letter]]:
    """The letters in order, `size` at a time."""
    return (letters[start : start + size] for start in range(0, len(letters), size))


def _at_random(step: Fault, before: int, during: int, random: Random) -> Fault:
    """The same step at some call of the second stream: a call is an envelope or, where rows are written, a hundred."""
    size = BATCH if step.call == _SECOND_HUNDRED else 1
    return replace(step, call=-(-before // size) + random.randint(1, -(-during // size)))


def killed_once_answered(world: World) -> None:
    """The answer has reached the pharmacy, which will never send again; the same instant the server is killed."""
    world.start_register()
    world.start_worker()
    for letter in world.seal(3):
        relay = world.start_relay()
        assert world.client.send_one(letter).is_success
        relay.kill()
    world.start_relay()
    world.settle()
    check(world)


def same_envelope_at_once(world: World) -> None:
    """One row, and to everybody the same answer and the same receipt."""
    world.start_all()
    (letter,) = world.seal(1)
    world.client.token()
    with ThreadPoolExecutor(_CALLERS) as callers:
        answers = list(callers.map(world.client.send_one, [letter] * AT_ONCE))
    told = Counter(answer.status_code for answer in answers)
    if told != Counter({201: 1, 200: AT_ONCE - 1}):
        raise Broken(TWICE, f"told as new {told[201]} times, as known {told[200]} times, of {AT_ONCE}")
    said = {frozenset((name, value) for name, value in one.json().items() if name != "status") for one in answers}
    if len(said) != 1:
        raise Broken(TWICE, f"{len(said)} different answers for one envelope")
    world.settle()
    with ThreadPoolExecutor(_CALLERS) as callers:
        receipts = {answer["receipt"] for (answer,) in callers.map(world.client.follow, [[letter]] * 200)}
    if len(receipts) != 1:
        raise Broken(TWICE, f"{len(receipts)} different receipts for one envelope")
    check(world)


def same_id_another_body(world: World) -> None:
    """The second is refused, whoever comes first is kept, and the journal has both."""
    world.start_all()
    (first,) = world.seal(1)
    second = world.ground.enrolled.seal(envelope_id=first.id)
    answers = [world.client.send_one(letter) for letter in (first, second, first)]
    check_conflict(world, [answer.status_code for answer in answers], [201, 409, 200])
    if answers[1].json()["code"] != "conflict":
        raise Broken(LOST, "a conflict that is told as something else")
    world.settle()
    check(world)


def two_bodies_at_once(world: World) -> None:
    """The same, when nobody can say which came first: one body is taken and every copy of the other refused."""
    world.start_all()
    (first,) = world.seal(1)
    bodies = [first, world.ground.enrolled.seal(envelope_id=first.id)]
    world.client.token()
    with ThreadPoolExecutor(_CALLERS) as callers:
        codes = list(callers.map(lambda letter: world.client.send_one(letter).status_code, bodies * _CALLERS))
    taken, refused = sorted((codes[::2], codes[1::2]), key=lambda part: part.count(409))
    check_conflict(world, [min(taken), max(taken), *set(refused)], [200, 201, 409], refused=_CALLERS)
    world.settle()
    check(world)


def check_conflict(world: World, codes: Sequence[int], expected: Sequence[int], *, refused: int = 1) -> None:
    if list(codes) != list(expected):
        raise Broken(LOST, f"answered {list(codes)} where one body must be taken and the other refused")
    rows = world.relay_rows("SELECT action, sum(count)::bigint FROM journal WHERE action LIKE 'envelopes-%' GROUP BY 1")
    if dict(rows) != {"envelopes-accepted": 1, "envelopes-in-conflict": refused}:
        raise Broken(LOST, "an envelope or a conflict is missing in the journal")


def conflict_at_the_register(world: World) -> None:
    """Another body under a registered id, brought past the relay: rejected, noted, and the first stands."""
    world.start_all()
    (first,) = world.seal(1)
    second = world.ground.enrolled.seal(envelope_id=first.id)
    world.send_until_taken([first])
    world.settle()
    before = world.register_rows("SELECT hash, commit, accepted FROM registered")
    statuses = [world.deliver_past_the_relay(second) for _ in range(2)]
    if statuses != ["rejected", "rejected"]:
        raise Broken(TWICE, "another body is taken under an id that is registered")
    if world.register_rows("SELECT hash, commit, accepted FROM registered") != before:
        raise Broken(LOST, "what was registered first is overwritten")
    if world.register_rows("SELECT count(*) FROM conflict") != [(1,)]:
        raise Broken(LOST, "the conflict is not noted, once")
    check(world)
