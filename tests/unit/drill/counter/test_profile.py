"""What a browser keeps in its databases is read as what it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sceau.drill.counter.profile import profile_pieces

NAME = "somebody's name"


def whole(folder: Path) -> set[bytes]:
    return {piece.data for piece in profile_pieces(folder) if piece.whole}


def test_each_value_of_an_sqlite_table_is_a_value(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "Web Data")) as database:
        database.execute("CREATE TABLE autofill (name text, value blob)")
        database.execute("INSERT INTO autofill VALUES (?, ?)", (NAME, NAME.encode("utf-16-le")))
        database.commit()
    assert whole(tmp_path) >= {NAME.encode(), NAME.encode("utf-16-le")}


def test_each_value_of_a_leveldb_log_is_a_value(tmp_path: Path) -> None:
    value = NAME.encode()
    record = bytes(8) + (1).to_bytes(4, "little") + b"\x01\x03key" + bytes([len(value)]) + value
    (tmp_path / "Local Storage").mkdir()
    written = bytes(4) + len(record).to_bytes(2, "little") + b"\x01" + record
    (tmp_path / "Local Storage/000003.log").write_bytes(written)
    assert value in whole(tmp_path)


def test_every_file_is_read_raw_too(tmp_path: Path) -> None:
    (tmp_path / "Preferences").write_text(f'{{"last": "{NAME}"}}')
    assert any(NAME.encode() in piece.data for piece in profile_pieces(tmp_path))
