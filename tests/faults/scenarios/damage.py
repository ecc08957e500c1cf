"""Bits that change in what the relay has stored: row 7 of the guarantees."""

from collections.abc import Sequence
from random import Random
from typing import Final

from tests.faults.invariants import Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.service import eventually
from tests.faults.world import World

FOUND: Final = "what is damaged is found, alone"
_COLUMNS: Final = (("envelope", "header"), ("envelope", "signature"), ("outbox", "register_copy"))


def flipped_bits(world: World, count: int, random: Random) -> int:
    """One bit of some envelopes changes before they are delivered; returns of how many.

    Each is given up by itself and its pharmacy told; the others go. Sent again, each is delivered like any other.
    """
    world.start_register()
    world.start_relay()
    letters = world.seal(count)
    world.send_until_taken(letters)
    damaged = random.sample(letters, max(len(_COLUMNS), count // 400))
    for number, letter in enumerate(damaged):
        _flip(world, letter, *_COLUMNS[number % len(_COLUMNS)], random)
    world.start_worker()
    eventually(
        lambda: not world.relay_rows("SELECT FROM outbox WHERE state = 'pending' AND attempts = 0"), "an attempt"
    )
    _check_found(world, damaged)
    for letter in damaged:
        _send_again(world, letter)
    world.settle()
    check(world)
    return len(damaged)


def _flip(world: World, letter: Letter, table: str, column: str, random: Random) -> None:
    [(length,)] = world.relay_rows(f"SELECT octet_length({column}) FROM {table} WHERE id = %b", letter.id)  # noqa: S608 (our tables)
    bit = random.randrange(8 * length)
    flipped = f"set_bit({column}, {bit}, 1 - get_bit({column}, {bit}))"
    query = f"UPDATE {table} SET {column} = {flipped} WHERE id = %b RETURNING id"  # noqa: S608 (the same)
    assert world.relay_rows(query, letter.id) == [(letter.id,)]


def _check_found(world: World, damaged: Sequence[Letter]) -> None:
    given_up = world.relay_rows("SELECT id FROM outbox WHERE state = 'dead' AND last_code = 'damaged' AND attempts = 1")
    if {one for (one,) in given_up} != {letter.id for letter in damaged}:
        raise Broken(FOUND, f"{len(given_up)} given up as damaged, of {len(damaged)}")
    [(delivered,)] = world.relay_rows("SELECT count(*) FROM outbox WHERE state = 'registered' AND attempts = 0")
    if delivered != len(world.notebook.acknowledged) - len(damaged):
        raise Broken(FOUND, "a neighbour was not delivered at the first attempt")
    told = {(answer["state"], answer.get("code")) for answer in world.client.follow(damaged)}
    if told != {("dead", "damaged")}:
        raise Broken(FOUND, "a pharmacy is not told")


def _send_again(world: World, letter: Letter) -> None:
    answer = world.client.send_one(letter)
    if answer.status_code != 200 or "header" in answer.json():
        raise Broken(FOUND, "what a pharmacy sends again does not take the place of what is damaged")
