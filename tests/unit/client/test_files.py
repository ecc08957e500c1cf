"""Files are read by what they hold; what is wrong comes back to be mended, what was sent is known again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sceau.client.errors import ClientError
from sceau.client.files import Form, read_file, write_to_mend
from sceau.demo.people import write_day

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
OFFICIAL = Path(__file__).parents[2] / "data" / "bio-trod" / "BIO-TROD_2024.01_COVID-19.xml"


@pytest.fixture
def day(tmp_path: Path) -> Path:
    return write_day(tmp_path / "day.csv")


def ids(path: Path) -> list[bytes]:
    return [one.id for one in read_file(path, now=NOW).found]


def break_second(day: Path) -> None:
    day.write_bytes(day.read_bytes().replace(b"02/11/1954", b"31/02/1954"))


def test_the_form_is_in_the_content_not_in_the_name(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(OFFICIAL.read_bytes())
    assert read_file(path, now=NOW).form is Form.BIO_TROD


def test_read_again_every_row_has_the_same_id(day: Path) -> None:
    assert ids(day) == ids(day)


def test_a_renamed_file_keeps_its_ids(day: Path) -> None:
    before = ids(day)
    assert ids(day.rename(day.with_name("renamed.csv"))) == before


def test_rows_in_another_order_keep_their_ids(day: Path) -> None:
    header, *rows = day.read_bytes().splitlines(keepends=True)
    before = ids(day)
    day.write_bytes(header + b"".join(reversed(rows)))
    assert ids(day) == before[::-1]


def test_mending_a_row_leaves_the_other_ids(day: Path) -> None:
    whole = ids(day)
    break_second(day)
    assert ids(day) == [whole[0], b"", whole[2]]


def test_only_bad_rows_come_back(day: Path) -> None:
    break_second(day)
    path = write_to_mend(read_file(day, now=NOW))
    assert path == day.with_name("day.csv.to-mend.csv")
    assert path is not None
    assert [row.row.number for row in read_file(path, now=NOW).found] == [2]


def test_a_file_half_mended_is_never_written_over(day: Path) -> None:
    half_mended = day.with_name("day.csv.to-mend.csv")
    half_mended.write_bytes(b"being mended")
    break_second(day)
    assert write_to_mend(read_file(day, now=NOW)) == day.with_name("day.csv.to-mend-2.csv")
    assert half_mended.read_bytes() == b"being mended"


def test_nothing_to_mend_writes_nothing(day: Path) -> None:
    assert write_to_mend(read_file(day, now=NOW)) is None


def test_a_file_that_is_nothing_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    assert read_file(path, now=NOW).problems


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ClientError, match="file-not-readable"):
        read_file(tmp_path / "absent.csv", now=NOW)
