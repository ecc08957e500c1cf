"""What a relay is told of readings at the desk: of what it brought, and of nothing else."""

from typing import Any

import httpx2
from tests.integration.register.pharmacies import FINESS, Letter, Pharmacy, made_up_record
from tests.integration.register.world import World, split

from sceau.envelope import cbor
from sceau.envelope.kdf import sha256
from sceau.ledger.tiles import Tile, parse_entries
from sceau.register.pharmacies.by_finess import pharmacies_of


def told(world: World, first: int = 0) -> list[dict[str, Any]]:
    answer = httpx2.get(f"{world.url}/readings/{first}", headers={"Authorization": f"Bearer {world.token()}"})
    assert answer.status_code == httpx2.codes.OK, answer.text
    lines: list[dict[str, Any]] = split(answer.content)
    return lines


def about(lines: list[dict[str, Any]], letter: Letter) -> list[dict[str, Any]]:
    entries: list[Any] = [cbor.decode(one["entry"], limit=4096) for one in lines]
    return [one for one, entry in zip(lines, entries, strict=True) if entry["id"] == letter.id]


def test_a_reading_is_told_with_its_place_in_the_ledger(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    world.read(letter)
    (line,) = about(told(world), letter)
    index = line["index"]
    checkpoint = httpx2.get(f"{world.url}/ledger/checkpoint").text
    tile = Tile(-1, index // 256, min(256, int(checkpoint.split("\n")[1]) - index // 256 * 256))
    entries = parse_entries(httpx2.get(f"{world.url}/ledger/{tile.path}").content)
    assert entries[index % 256] == b"sceau/leaf/journal/v1\0" + sha256(line["nonce"] + line["entry"])


def test_only_what_is_new_is_told_again(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    world.read(letter)
    (line,) = about(told(world), letter)
    assert about(told(world, line["index"] + 1), letter) == []


def test_what_another_relay_brought_is_not_told(world: World, pharmacy: Pharmacy) -> None:
    letter = pharmacy.seal(made_up_record())
    world.send(letter)
    world.read(letter)
    with world.database() as database:
        database.execute("UPDATE arrival SET sender = 'another relay' WHERE id = %s", [letter.id])
    assert about(told(world), letter) == []


def test_a_pharmacy_is_found_by_its_finess_number(world: World, pharmacy: Pharmacy) -> None:
    url = world.settings.database_url.get_secret_value()
    assert pharmacy.id in pharmacies_of(url, FINESS)
    assert pharmacies_of(url, "990009999") == []


def test_nobody_else_is_told_anything(world: World) -> None:
    assert httpx2.get(f"{world.url}/readings/0").status_code == httpx2.codes.UNAUTHORIZED
