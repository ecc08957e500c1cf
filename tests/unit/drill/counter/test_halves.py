"""Keys are tried as whoever found a half would try them."""

import secrets

from sceau.drill.counter.halves import found_secret
from sceau.drill.counter.shop import Shop
from sceau.envelope.access import Kit, enrolment_seed, new_enrolment_code
from sceau.envelope.enrol import genesis
from sceau.envelope.kdf import kdf
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signature import public_key

HERE, THERE = secrets.token_bytes(32), secrets.token_bytes(32)
SECRET = kdf(HERE + THERE, "sceau/access/browser/v1")
OTHERS = [secrets.token_bytes(32) for _ in range(3)]


def shop_of(secret: bytes) -> Shop:
    """A pharmacy whose only access key this is."""
    code, finess = new_enrolment_code(), "750000001"
    entry = genesis(code=code, kit=Kit(secret), finess=finess, name="Pharmacie", phone="0100000000", time=0)
    enrolments = {public_key(enrolment_seed(code)): finess}
    return Shop(PharmacyLog.replay([entry.encode()], enrolments=enrolments), entry.hash)


SHOP = shop_of(SECRET)


def test_both_halves_open() -> None:
    assert found_secret([HERE], [*OTHERS, THERE], SHOP) == SECRET


def test_both_halves_open_whichever_is_known_to_be_one() -> None:
    assert found_secret([THERE], [HERE, *OTHERS], SHOP) == SECRET


def test_one_half_opens_nothing() -> None:
    assert found_secret([HERE], OTHERS, SHOP) is None
    assert found_secret([THERE], OTHERS, SHOP) is None


def test_a_half_that_is_the_secret_itself_would_be_found() -> None:
    assert found_secret([HERE], OTHERS, shop_of(HERE)) == HERE


def test_a_half_joined_with_nothing_would_be_found() -> None:
    careless = kdf(HERE + bytes(32), "sceau/access/browser/v1")
    assert found_secret([HERE], [], shop_of(careless)) == careless


def test_a_secret_that_lies_beside_the_half_would_be_found() -> None:
    assert found_secret([HERE], [*OTHERS, SECRET], SHOP) == SECRET
