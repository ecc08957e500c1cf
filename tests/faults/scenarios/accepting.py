"""Faults while the relay accepts: rows 1, 13 and 14 of the guarantees."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any, Final

import httpx2
from tests.faults.fault import Action, Fault, Moment
from tests.faults.invariants import LOST, TWICE, Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.service import eventually
from tests.faults.world import World

from sceau.relay.delivery.deliver import BATCH as DELIVERY

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
_STREAMS: Final = 10


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


def each_by_many_at_once(world: World, count: int) -> int:
    """`count` envelopes in streams, each stream sent by ten at once; how many envelopes came."""
    world.start_all()
    world.client.token()
    for part in in_parts(world.seal(count), PART):
        with ThreadPoolExecutor(_STREAMS) as callers:
            told = list(callers.map(world.client.send, [part] * _STREAMS))
        for answers in zip(*told, strict=True):
            _check_one_was_new(answers)
    world.settle(seconds=300)
    check(world)
    return count * _STREAMS


def _check_one_was_new(answers: Sequence[dict[str, Any]]) -> None:
    """To one of them it is new, to the others known; and it is the same envelope to all."""
    codes = sorted(answer["status"] for answer in answers)
    if codes != [*[200] * (len(answers) - 1), 201]:
        raise Broken(TWICE, f"one envelope at once was answered {codes}")
    if len({frozenset((name, value) for name, value in one.items() if name != "status") for one in answers}) != 1:
        raise Broken(TWICE, "different answers for one envelope")


def two_bodies_each(world: World, count: int) -> int:
    """Each id under two bodies, in two streams that meet; one is taken and stays. How many were refused, twice over."""
    world.start_all()
    firsts = world.seal(count)
    seconds = [world.ground.enrolled.seal(envelope_id=one.id) for one in firsts]
    bodies = {PART: list(in_parts(firsts, PART)), -PART: [part[::-1] for part in in_parts(seconds, PART)]}
    world.client.token()
    told = [_codes(world, pair) for _ in range(2) for pair in zip(*bodies.values(), strict=True)]
    half = len(told) // 2
    for before, after in zip(told[:half], told[half:], strict=True):
        _check_pairs(before, after)
    _check_journal(world, accepted=count, refused=2 * count)
    world.settle(seconds=300)
    taken = world.notebook.acknowledged
    losers = [one for one in (*firsts, *seconds) if taken[one.key].header != one.header]
    _check_register_keeps(world, losers)
    check(world)
    return len(losers) * 2


def _codes(world: World, streams: Sequence[Sequence[Letter]]) -> dict[bytes, list[int]]:
    """Send both streams at once; by id, what each body was answered, in the order of the streams."""
    with ThreadPoolExecutor(2) as callers:
        told = list(callers.map(lambda stream: _send_until_answered(world, stream), streams))
    found: dict[bytes, list[int]] = {}
    for stream, answers in zip(streams, told, strict=True):
        for letter, answer in zip(stream, answers, strict=True):
            found.setdefault(letter.id, []).append(answer["status"])
    return found


def _send_until_answered(world: World, stream: Sequence[Letter]) -> list[dict[str, Any]]:
    """Two streams that lock each other's rows are both right: one is answered 503, and comes again."""
    return eventually(lambda: world.client.send(stream), "an answer to a stream")


def _check_pairs(before: dict[bytes, list[int]], after: dict[bytes, list[int]]) -> None:
    for one, codes in before.items():
        taken = [200 if code == 201 else code for code in codes]
        if sorted(taken) != [200, 409] or after[one] != taken:
            raise Broken(LOST, f"two bodies under one id were answered {codes}, then {after[one]}")


def _check_journal(world: World, *, accepted: int, refused: int) -> None:
    rows = world.relay_rows("SELECT action, sum(count)::bigint FROM journal WHERE action LIKE 'envelopes-%' GROUP BY 1")
    if dict(rows) != {"envelopes-accepted": accepted, "envelopes-in-conflict": refused}:
        raise Broken(LOST, "an envelope or a conflict is missing in the journal")


def _check_register_keeps(world: World, losers: Sequence[Letter]) -> None:
    """What the relay refused, brought to the register past it: rejected, noted once, and nothing changes."""
    before = world.register_rows("SELECT id, hash, commit, accepted FROM registered ORDER BY id")
    for part in in_parts(losers, DELIVERY):
        if set(world.deliver_past_the_relay(*part)) != {"rejected"}:
            raise Broken(TWICE, "another body is taken under an id that is registered")
    if world.register_rows("SELECT id, hash, commit, accepted FROM registered ORDER BY id") != before:
        raise Broken(LOST, "what was registered first is overwritten")
    [(noted,)] = world.register_rows("SELECT count(*) FROM conflict")
    if noted != len(losers):
        raise Broken(LOST, f"{noted} of {len(losers)} conflicts are noted, each once")


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
    _check_journal(world, accepted=1, refused=refused)


def conflict_at_the_register(world: World) -> None:
    """Another body under a registered id, brought past the relay: rejected, noted, and the first stands."""
    world.start_all()
    (first,) = world.seal(1)
    second = world.ground.enrolled.seal(envelope_id=first.id)
    world.send_until_taken([first])
    world.settle()
    before = world.register_rows("SELECT hash, commit, accepted FROM registered")
    statuses = [status for _ in range(2) for status in world.deliver_past_the_relay(second)]
    if statuses != ["rejected", "rejected"]:
        raise Broken(TWICE, "another body is taken under an id that is registered")
    if world.register_rows("SELECT hash, commit, accepted FROM registered") != before:
        raise Broken(LOST, "what was registered first is overwritten")
    if world.register_rows("SELECT count(*) FROM conflict") != [(1,)]:
        raise Broken(LOST, "the conflict is not noted, once")
    check(world)
