"""Where tiles are, what they are called, what they hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sceau.ledger.errors import BadLeafError, BadTileError, BadTilePathError
from sceau.ledger.tiles import (
    ENTRIES,
    Tile,
    changed_tiles,
    cut_tile,
    edge_tiles,
    encode_entry,
    parse_entries,
    parse_tile_path,
)

SIZES = st.integers(min_value=0, max_value=20_000_000)
TILES = st.builds(
    Tile,
    level=st.integers(min_value=ENTRIES, max_value=63),
    index=st.integers(min_value=0, max_value=1 << 45),
    width=st.integers(min_value=1, max_value=256),
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 0), "tile/0/000"),
        (Tile(1, 999, 17), "tile/1/999.p/17"),
        (Tile(2, 1000), "tile/2/x001/000"),
        (Tile(ENTRIES, 5, 255), "tile/entries/005.p/255"),
    ],
)
def test_a_tile_has_the_path_of_the_public_specification(tile: Tile, path: str) -> None:
    assert tile.path == path


@given(tile=TILES)
def test_a_tile_is_found_again_from_its_path(tile: Tile) -> None:
    assert parse_tile_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/00/001",
        "tile/64/001",
        "tile/-1/001",
        "tile/0/001.p/0",
        "tile/0/001.p/01",
        "tile/0/001.p/256",
        "tile/0/001.p/",
        "tile/0/٠٠١",  # Arabic-Indic digits
        "tile/0/001\n",
        "/tile/0/001",
        "tile/0/../001",
        "tile/entries",
        "checkpoint",
        "",
    ],
)
def test_any_other_spelling_of_a_path_is_refused(path: str) -> None:
    with pytest.raises(BadTilePathError):
        parse_tile_path(path)


def test_the_edge_of_seventy_thousand_leaves_is_that_of_the_public_specification() -> None:
    assert edge_tiles(70_000) == (Tile(ENTRIES, 273, 112), Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1))


def test_the_edge_of_two_hundred_and_fifty_six_leaves_is_one_hash_above() -> None:
    assert edge_tiles(256) == (Tile(1, 0, 1),)


@given(size1=SIZES, growth=st.integers(min_value=0, max_value=3000))
def test_a_batch_writes_exactly_the_tiles_whose_content_grew(size1: int, growth: int) -> None:
    size2 = size1 + growth
    written = {(tile.level, tile.index): tile.width for tile in changed_tiles(size1, size2)}
    for level in range(ENTRIES, 5):
        before, after = (size >> 8 * max(level, 0) for size in (size1, size2))
        grown = {place // 256 for place in range(before, after)}
        assert {index for at, index in written if at == level} == grown
        assert all(written[level, index] == min(256, after - 256 * index) for index in grown)


@given(size1=SIZES, growth=st.integers(min_value=0, max_value=3000))
def test_only_edge_tiles_are_ever_replaced(size1: int, growth: int) -> None:
    edge = {(tile.level, tile.index) for tile in edge_tiles(size1)}
    for tile in changed_tiles(size1, size1 + growth):
        is_new = tile.index * 256 >= size1 >> 8 * max(tile.level, 0)
        assert is_new or (tile.level, tile.index) in edge


@given(entries=st.lists(st.binary(max_size=300), max_size=20))
def test_entries_are_found_again_in_their_bundle(entries: list[bytes]) -> None:
    assert parse_entries(b"".join(encode_entry(entry) for entry in entries)) == entries


def test_one_stored_bundle_serves_its_earlier_widths() -> None:
    bundle = encode_entry(b"one") + encode_entry(b"") + encode_entry(b"three")
    assert cut_tile(Tile(ENTRIES, 0, 2), bundle) == encode_entry(b"one") + encode_entry(b"")


def test_one_stored_tile_serves_its_earlier_widths() -> None:
    assert cut_tile(Tile(0, 0, 2), b"a" * 32 + b"b" * 32 + b"c" * 32) == b"a" * 32 + b"b" * 32


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x05four", encode_entry(b"whole") + b"\x00"])
def test_a_bundle_cut_short_is_refused(bundle: bytes) -> None:
    with pytest.raises(BadTileError):
        parse_entries(bundle)


@pytest.mark.parametrize("stored", [b"", b"a" * 63, b"a" * 32])
def test_a_tile_cut_short_is_refused(stored: bytes) -> None:
    with pytest.raises(BadTileError):
        cut_tile(Tile(0, 0, 2), stored)


def test_the_longest_entry_fits() -> None:
    assert parse_entries(encode_entry(bytes(65_535))) == [bytes(65_535)]


def test_a_longer_entry_is_refused() -> None:
    with pytest.raises(BadLeafError):
        encode_entry(bytes(65_536))
