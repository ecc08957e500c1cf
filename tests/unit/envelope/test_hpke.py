"""HPKE with X-Wing: only the seed of the public key opens, and every refusal is the same."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from tests.unit.envelope.refusals import flipped, refused

from sceau.envelope import hpke, signature
from sceau.envelope.hpke import OVERHEAD, hpke_open, hpke_seal, kem_public_key
from sceau.envelope.kdf import day_of, kdf

SEED = b"\x0d" * 32
KEY = kem_public_key(SEED)
SEALED = hpke_seal(KEY, b"info", b"content")


def test_what_is_sealed_to_a_key_opens_with_its_seed() -> None:
    assert hpke_open(SEED, b"info", SEALED) == b"content"
    assert len(SEALED) == len(b"content") + OVERHEAD


def test_nothing_is_sealed_twice_in_the_same_way() -> None:
    assert hpke_seal(KEY, b"info", b"content") != SEALED


@pytest.mark.parametrize(("seed", "info"), [(bytes(32), b"info"), (SEED, b"inf"), (SEED, b"info\x00"), (SEED, b"")])
def test_another_seed_or_purpose_does_not_open(seed: bytes, info: bytes) -> None:
    with refused("cannot-open", "here"):
        hpke_open(seed, info, SEALED, "here")


@pytest.mark.parametrize("bit", [0, 1, 8 * 1087, 8 * 1088, 8 * 1119 + 6, 8 * 1120, 8 * len(SEALED) - 1])
def test_a_flipped_bit_does_not_open(bit: int) -> None:
    with refused("cannot-open"):
        hpke_open(SEED, b"info", flipped(SEALED, bit))


@pytest.mark.parametrize("length", [0, 1, 1087, 1119, 1120, 1135])
def test_what_is_cut_short_does_not_open(length: int) -> None:
    with refused("cannot-open"):
        hpke_open(SEED, b"info", SEALED[:length])


def test_a_share_of_small_order_does_not_open() -> None:
    with refused("cannot-open"):
        hpke_open(SEED, b"info", SEALED[:1088] + bytes(32) + SEALED[1120:])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_of_another_length_has_no_key(length: int) -> None:
    with refused("bad-length", "seed"):
        kem_public_key(bytes(length))


def test_no_secret_but_the_last_stays_in_memory() -> None:
    """A ticket's seed is forgotten once sealed for, an epoch's once destroyed."""
    for number in range(5):
        kem_public_key(bytes([number]) * 32)
        signature.public_key(bytes([number]) * 32)
    caches = [hpke._key_pair.cache_info(), signature._private.cache_info()]
    assert [cache.currsize for cache in caches] == [1, 1]


def test_a_label_is_never_the_beginning_of_another() -> None:
    assert kdf(SEED, "label", b"s") != kdf(SEED, "labels")


def test_a_day_is_counted_in_universal_time() -> None:
    paris = timezone(timedelta(hours=2))
    assert day_of(datetime(1970, 1, 2, 1, 59, tzinfo=paris)) == 0
    assert day_of(datetime(1970, 1, 2, 2, 0, tzinfo=paris)) == 1
    assert day_of(datetime(2026, 3, 28, 12, tzinfo=UTC)) == 20_540
