from collections import Counter

import pytest
from tests.integration.register.pharmacies import Pharmacy, Sections, made_up_record
from tests.integration.register.world import World

from sceau.register import commands

POSITIVE, NEGATIVE = "10828004", "260385009"


def record(born: str, outcome: str = NEGATIVE) -> Sections:
    made_up = made_up_record(birth_date=born)
    made_up["result"]["analytes"][0]["outcome"] = outcome
    return made_up


@pytest.fixture(autouse=True)
def nothing_waits(world: World) -> None:
    world.count()


def counts(world: World, age_band: str) -> Counter[str]:
    world.count()
    query = "SELECT result, count FROM statistics_counter WHERE age_band = %s AND count <> 0"
    with world.database() as database:
        return Counter(dict(database.execute(query, [age_band]).fetchall()))


def test_a_record_is_counted_once(world: World, pharmacy: Pharmacy) -> None:
    before = counts(world, "20-29")
    letter = pharmacy.seal(record("2000-01-01"))
    world.send(letter)
    world.send(letter)
    assert counts(world, "20-29") - before == Counter({NEGATIVE: 1})


def test_a_duplicate_is_not_counted(world: World, pharmacy: Pharmacy) -> None:
    before, same = counts(world, "30-39"), record("1990-01-01")
    world.send(pharmacy.seal(same), pharmacy.seal(same))
    assert counts(world, "30-39") - before == Counter({NEGATIVE: 1})


def test_a_correction_takes_back_what_it_replaces(world: World, pharmacy: Pharmacy) -> None:
    before = counts(world, "50-59")
    first = pharmacy.seal(record("1970-01-01"))
    world.send(first)
    counts(world, "50-59")
    world.send(pharmacy.seal(record("1970-01-01", POSITIVE), corrects=first.id))
    assert counts(world, "50-59") - before == Counter({POSITIVE: 1})


def test_a_rejected_correction_takes_nothing_back(world: World, pharmacy: Pharmacy) -> None:
    before, broken = counts(world, "60-69"), record("1960-01-01", POSITIVE)
    broken["source"]["professional"]["rpps"] = "01234567866"
    first = pharmacy.seal(record("1960-01-01"))
    rejected = pharmacy.seal(broken, corrects=first.id)
    world.send(first, rejected)
    assert counts(world, "60-69") - before == Counter({NEGATIVE: 1})
    world.send(pharmacy.seal(record("1960-01-01", POSITIVE), corrects=rejected.id))
    assert counts(world, "60-69") - before == Counter({POSITIVE: 1})


def test_fewer_than_fifty_records_wait(world: World, pharmacy: Pharmacy) -> None:
    world.send(*(pharmacy.seal(record("1950-01-01")) for _ in range(49)))
    assert commands.count_once(world.settings) == 0
    world.send(pharmacy.seal(record("1950-01-01")))
    assert commands.count_once(world.settings) == 50


def test_nothing_under_eleven_is_published(world: World, pharmacy: Pharmacy) -> None:
    world.send(*(pharmacy.seal(record("1940-01-01")) for _ in range(10)))
    world.count()
    assert [one for one in commands.statistics(world.settings) if one.age_band == "80-89"] == []
    world.send(pharmacy.seal(record("1940-01-01")))
    world.count()
    assert [one.count for one in commands.statistics(world.settings) if one.age_band == "80-89"] == [11]
