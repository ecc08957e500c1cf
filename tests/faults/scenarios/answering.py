"""A register, or what stands before it, that answers 200 with something else: row 16 of the guarantees."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from tests.faults.invariants import Broken, check
from tests.faults.proxy import as_it_is
from tests.faults.service import eventually
from tests.faults.world import World

from sceau.envelope import cbor

BELIEVED: Final = "only the register's word is believed"
Answer = dict[str, Any]
_WORD: Final = ("ack", "signature", "answer")
_PLACE: Final = ("index", "path")
_LIMIT: Final = 65_536
_TIMES_EACH: Final = 20


@dataclass(slots=True)
class Altering:
    """Alters what the register answers to deliveries; counts how often it did."""

    alter: Callable[[bytes], bytes]
    count: int = 0

    def __call__(self, path: str, body: bytes) -> bytes:
        if path != "/intake":
            return body
        self.count += 1
        return self.alter(body)


def answered_otherwise(world: World, alter: Callable[[bytes], bytes]) -> None:
    """Nothing counts as delivered while answers are altered; once they are not, each is delivered, once."""
    world.proxy.alter = Altering(alter)
    _start(world)
    world.send_until_taken(world.seal(6))
    eventually(lambda: _has_tried(world, 10), "ten attempts")
    _check_nothing_is_believed(world)
    world.proxy.alter = as_it_is
    world.settle()
    check(world)


def answered_otherwise_in_turn(world: World, count: int) -> int:
    """The same over `count` envelopes and each way of altering in turn; how many answers were altered."""
    _start(world)
    altered, letters = 0, world.seal(count)
    for turn, alter in enumerate(ALTERATIONS.values()):
        world.proxy.alter = altering = Altering(alter)
        world.send_until_taken(letters[turn :: len(ALTERATIONS)])
        eventually(lambda altering=altering: altering.count >= _TIMES_EACH, "altered answers")  # type: ignore[misc]
        _check_nothing_is_believed(world)
        altered += altering.count
    world.proxy.alter = as_it_is
    world.settle(seconds=300)
    check(world)
    return altered


def _start(world: World) -> None:
    world.start_register()
    world.start_relay()
    world.start_worker()


def _check_nothing_is_believed(world: World) -> None:
    if world.relay_rows("SELECT FROM acknowledgement") or _states(world) != {"pending"}:
        raise Broken(BELIEVED, "counted as delivered, or given up, on a word that is not the register's on it")


def _has_tried(world: World, attempts: int) -> bool:
    [(most,)] = world.relay_rows("SELECT max(attempts) FROM outbox")
    return bool(most >= attempts or world.relay_rows("SELECT FROM acknowledgement") or "dead" in _states(world))


def _states(world: World) -> set[str]:
    return {state for (state,) in world.relay_rows("SELECT DISTINCT state FROM outbox")}


def _each(change: Callable[[list[Answer]], list[Answer]]) -> Callable[[bytes], bytes]:
    """Change the answers of a body that has several; one alone is told as lost."""

    def alter(body: bytes) -> bytes:
        buffer = bytearray(body)
        items: list[Any] = [cbor.decode(item, limit=_LIMIT) for item in cbor.split_sequence(buffer, limit=_LIMIT)]
        head, *answers = items
        return b"".join(map(cbor.encode, [head, *change(answers)]))

    return alter


def _of_the_next(fields: tuple[str, ...]) -> Callable[[list[Answer]], list[Answer]]:
    """Give each envelope the next one's fields; an envelope alone gets bytes of nobody's."""

    def change(answers: list[Answer]) -> list[Answer]:
        following = [*answers[1:], answers[0]] if len(answers) > 1 else [_nobodys(answers[0])]
        return [one | {name: other[name] for name in fields} for one, other in zip(answers, following, strict=True)]

    return change


def _nobodys(answer: Answer) -> Answer:
    return {
        name: secrets.token_bytes(len(value)) if isinstance(value, bytes) else 10**6 for name, value in answer.items()
    }


def _flipped(answers: list[Answer]) -> list[Answer]:
    return [one | {"signature": bytes([one["signature"][0] ^ 1]) + one["signature"][1:]} for one in answers]


ALTERATIONS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "nothing": lambda _: b"",
    "random bytes": lambda body: secrets.token_bytes(len(body)),
    "a page of somebody's": lambda _: b"<!doctype html><title>Connexion au r\xc3\xa9seau</title>",
    "as many maps that say nothing": _each(lambda answers: [{} for _ in answers]),
    "half of the answer": lambda body: body[: len(body) // 2],
    "the word on another envelope": _each(_of_the_next(_WORD)),
    "another envelope's place in the ledger": _each(_of_the_next(_PLACE)),
    "everything of another envelope": _each(_of_the_next((*_WORD, *_PLACE))),
    "a signature with one bit changed": _each(_flipped),
}
"""By what the answers of the register are replaced."""
