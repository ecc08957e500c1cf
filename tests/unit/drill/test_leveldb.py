"""Values of LevelDB files that raw bytes do not show: cut in a log, compressed or shortened in a table."""

from itertools import pairwise

from sceau.drill.leveldb import file_pieces

FULL, FIRST, LAST = 1, 2, 4
NAME = b"somebody's name"
MAGIC = bytes.fromhex("57fb808b247547db")


def number(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + number(value >> 7)


def batch(*changes: tuple[bytes, bytes | None]) -> bytes:
    written = b""
    for key, value in changes:
        put = value is not None
        written += bytes([put]) + number(len(key)) + key + (number(len(value)) + value if value is not None else b"")
    return bytes(8) + len(changes).to_bytes(4, "little") + written


def log(*records: bytes) -> bytes:
    """As LevelDB writes one: blocks of 32,768 bytes, a header before each part."""
    written = b""
    for record in records:
        kind, rest = FIRST, record
        while rest:
            room = 32_768 - len(written) % 32_768 - 7
            if room < 0:
                written += bytes(room + 7)
                continue
            part, rest = rest[:room], rest[room:]
            whole = kind == FIRST and not rest
            written += bytes(4) + len(part).to_bytes(2, "little")
            written += bytes([FULL if whole else LAST if not rest else kind]) + part
            kind = 3
    return written


def table(*pairs: tuple[bytes, bytes], compressed: bool) -> bytes:
    """One block of data, one of its index."""
    data = block(*pairs)
    stored = number(len(data)) + bytes([61 << 2]) + (len(data) - 1).to_bytes(2, "little") + data if compressed else data
    written = stored + bytes([compressed]) + bytes(4)
    index = block((b"z", number(0) + number(len(stored))))
    handles = number(0) + number(0) + number(len(written)) + number(len(index))
    return written + index + bytes(5) + handles.ljust(40, b"\0") + MAGIC


def block(*pairs: tuple[bytes, bytes]) -> bytes:
    written = entry(b"", *pairs[0])
    for (before, _), (key, value) in pairwise(pairs):
        written += entry(before, key, value)
    return written + bytes(4) + (1).to_bytes(4, "little")


def entry(before: bytes, key: bytes, value: bytes) -> bytes:
    shared = next((at for at, (one, two) in enumerate(zip(before, key, strict=False)) if one != two), 0)
    return number(shared) + number(len(key) - shared) + number(len(value)) + key[shared:] + value


def held(name: str, data: bytes) -> set[bytes]:
    return {piece.data for piece in file_pieces(name, data, "here") if piece.whole}


def test_a_value_cut_by_a_block_is_joined() -> None:
    data = log(batch((b"key", bytes(32_768 - 40) + NAME + bytes(40_000))))
    assert NAME not in data
    assert any(NAME in value for value in held("000003.log", data))


def test_each_key_and_value_of_a_log_is_a_value() -> None:
    data = log(batch((b"one", NAME), (b"gone", None)), batch((b"two", b"2")))
    assert held("000003.log", data) == {b"one", NAME, b"gone", b"two", b"2"}


def test_a_table_gives_whole_keys_and_its_values() -> None:
    data = table((b"canari 1", NAME), (b"canari 2", b"else"), compressed=False)
    assert b"canari 2" not in data
    assert held("000005.ldb", data) == {b"canari 1", NAME, b"canari 2", b"else"}


def test_a_compressed_table_is_opened() -> None:
    pairs = [(b"canari %02d" % at, NAME * 3) for at in range(40)]
    data = table(*pairs, compressed=True)
    assert held("000005.ldb", data) == {part for pair in pairs for part in pair}


def test_a_log_that_was_cut_off_gives_what_it_has() -> None:
    data = log(batch((b"one", NAME)), batch((b"two", b"2")))
    assert held("000003.log", data[:-3]) >= {b"one", NAME}


def test_a_file_of_another_kind_gives_nothing() -> None:
    assert held("Preferences", b"{}" * 100) == set()
