"""What a relay is told of a day: its own envelopes, answered for good, by pharmacy."""

from hashlib import sha256
from typing import Any

import httpx2
from tests.integration.register.pharmacies import Pharmacy, made_up_record
from tests.integration.register.world import World, split


def ask(world: World, path: str) -> list[Any]:
    headers = {"Authorization": f"Bearer {world.token('intake.write')}"}
    answer = httpx2.get(f"{world.url}/reconciliation/{path}", headers=headers)
    assert answer.status_code == httpx2.codes.OK, answer.text
    return split(answer.content)


def broken_record() -> dict[str, Any]:
    record = made_up_record()
    record["source"]["professional"]["rpps"] = "01234567866"
    return record


def test_a_day_is_a_count_and_a_digest_of_the_ids_a_pharmacy(world: World, pharmacy: Pharmacy) -> None:
    letters = [pharmacy.seal(made_up_record()), pharmacy.seal(made_up_record()), pharmacy.seal(broken_record())]
    world.send(*letters)
    header = letters[0].sealed.envelope.header
    (line,) = (one for one in ask(world, str(header.day)) if one[0] == header.pharmacy)
    digest = sha256(b"".join(sorted(letter.id for letter in letters))).digest()
    assert line == [header.pharmacy, 2, 1, digest]


def test_the_ids_of_one_pharmacy_say_which_were_accepted(world: World, pharmacy: Pharmacy) -> None:
    good, bad = pharmacy.seal(made_up_record()), pharmacy.seal(broken_record())
    world.send(good, bad)
    header = good.sealed.envelope.header
    answer = ask(world, f"{header.day}/{header.pharmacy.hex()}")
    assert answer == sorted([[good.id, True], [bad.id, False]])


def test_what_comes_again_is_counted_once(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    world.send(letter)
    header = letter.sealed.envelope.header
    assert ask(world, f"{header.day}/{header.pharmacy.hex()}") == [[letter.id, True]]


def test_another_relay_is_told_nothing_of_it(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    header = letter.sealed.envelope.header
    with world.database() as database:
        database.execute("UPDATE arrival SET sender = 'another-relay' WHERE id = %s", [letter.id])
    assert ask(world, f"{header.day}/{header.pharmacy.hex()}") == []


def test_without_a_token_nothing_is_said(world: World) -> None:
    assert httpx2.get(f"{world.url}/reconciliation/20000").status_code == httpx2.codes.UNAUTHORIZED
