import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests.data.make_day import HERE, day, main
from tests.unit.record.forms import csv_of

from sceau.record import RecordInvalid
from sceau.record.csv_cells import guarded, unguarded
from sceau.record.csv_columns import COLUMNS, REASONS
from sceau.record.csv_form import CsvFile, read_csv
from sceau.record.fields import field_at
from sceau.record.problems import errors
from sceau.record.template import csv_template
from sceau.record.to_mend import to_mend

NOW = datetime(2024, 1, 7, 12, tzinfo=UTC)


def read(data: bytes) -> CsvFile:
    return read_csv(io.BytesIO(data), now=NOW)


def mended(data: bytes) -> bytes:
    file = read(data)
    return b"".join(to_mend(file.header, file.rows))


def cells_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_template_passes_its_own_checks_without_a_word() -> None:
    (row,) = read(csv_template()).rows
    assert (row.number, row.entry.problems) == (2, ())


def test_the_template_opens_in_a_french_spreadsheet() -> None:
    assert csv_template().startswith(b"\xef\xbb\xbfnom_naissance;")


def test_every_column_writes_a_field_that_exists() -> None:
    assert [one.name for one in COLUMNS if field_at(one.path) is None] == []


def test_a_whole_day_shows_each_error_at_its_row_and_column() -> None:
    content, expected = day()
    found = [
        {"row": one.row, "column": one.column, "code": one.code}
        for row in read(content).rows
        for one in errors(row.entry.problems)
    ]
    assert found == expected


def test_a_whole_day_has_forty_bad_rows_of_fifteen_kinds() -> None:
    _, expected = day()
    assert len({one["row"] for one in expected}) == 40
    assert len({(one["column"], one["code"]) for one in expected}) == 15


def test_the_day_on_disk_is_the_one_that_is_made() -> None:
    main(_same)


def _same(name: str, content: bytes) -> None:
    assert (HERE / name).read_bytes() == content


def test_every_good_row_of_the_day_gives_a_record() -> None:
    assert sum(row.entry.record is not None for row in read(day()[0]).rows) == 960


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found(encoding: str, separator: str) -> None:
    written = io.StringIO()
    lines = csv.writer(written, delimiter=separator)
    lines.writerow([one.name for one in COLUMNS])
    lines.writerow(["LEFÈVRE, D’ESSAI" if one.name == "nom_naissance" else one.example for one in COLUMNS])
    (row,) = read(written.getvalue().encode(encoding)).rows
    identity = row.entry.accepted().identity
    assert identity is not None
    assert identity.birth_name == "LEFÈVRE, D’ESSAI"


def test_headers_may_have_capitals_accents_and_spaces() -> None:
    header, example = csv_of([{}]).decode().split("\r\n")[:2]
    spoken = header.replace("nom_naissance", "Nom naissance", 1).replace("prelevement", "Prélèvement")
    (row,) = read(f"{spoken}\r\n{example}\r\n".encode()).rows
    assert row.entry.problems == ()


def test_decomposed_accents_of_a_mac_are_put_together() -> None:
    (row,) = read(csv_of([{"nom_naissance": "ZOE\u0308"}])).rows
    identity = row.entry.accepted().identity
    assert identity is not None
    assert identity.birth_name == "ZOË"


def test_a_line_break_in_a_cell_does_not_shift_rows() -> None:
    rows = list(read(csv_of([{"commentaire": "a\nb\nc"}, {"sexe": "Z"}])).rows)
    assert [row.number for row in rows] == [2, 3]


def test_what_follows_an_open_quotation_mark_is_said_to_be_unread() -> None:
    content = csv_of([{}, {}]).decode().replace("EXEMPLE;", '"EXEMPLE;', 2)
    assert [one.code for row in read(content.encode()).rows for one in row.entry.problems] == ["quote-broken"]


def test_a_header_that_is_somebody_s_row_is_not_repeated() -> None:
    rows = csv_of([{"nom_naissance": "SECRETNAME"}]).split(b"\r\n", 1)[1]
    with pytest.raises(RecordInvalid) as refused:
        read(rows)
    assert "secretname" not in str(refused.value.problems).lower()


def test_a_time_is_that_of_the_pharmacy_s_zone() -> None:
    data = io.BytesIO(csv_of([{}]))
    (row,) = read_csv(data, now=NOW, zone=ZoneInfo("Indian/Reunion")).rows
    assert row.entry.accepted().result.sampling_time.isoformat() == "2024-01-06T11:36:00+04:00"


def test_a_number_of_no_stated_kind_is_checked_as_a_nir() -> None:
    (row,) = read(csv_of([{"numero": "279035121518988"}])).rows
    assert [one.code for one in row.entry.problems] == ["nir-key"]


def test_a_number_said_to_be_another_is_not_checked_as_a_nir() -> None:
    (row,) = read(csv_of([{"numero": "279035121518988", "numero_type": "autre"}])).rows
    assert row.entry.problems == ()


def test_rows_to_mend_hold_only_bad_rows_with_reasons_in_both_languages() -> None:
    (row,) = cells_of(mended(csv_of([{}, {"sexe": "Z"}, {}])))
    assert row["sexe"] == "Z"
    assert row["a_corriger"].startswith("sexe\u202f: Sexe\u202f: ")
    assert row["to_mend"].startswith("sexe\u202f: Sex: ")


def test_rows_to_mend_read_again_unmended_fail_for_the_same_reasons() -> None:
    first = csv_of([{"sexe": "Z", "lot": ""}, {"telephone": "3,36E+10"}])
    reasons = [[row[name] for name in REASONS] for row in cells_of(mended(first))]
    assert [[row[name] for name in REASONS] for row in cells_of(mended(mended(first)))] == reasons


def test_rows_once_mended_are_accepted() -> None:
    again = mended(csv_of([{"sexe": "Z", "telephone": "+33600000000"}])).replace(b";Z;", b";F;")
    (row,) = read(again).rows
    assert row.entry.problems == ()


@pytest.mark.parametrize("cell", ["=1+1", "+33600000000", "-1", "@SUM(A1)", "\t=1", "279035121518989", "01000"])
def test_no_spreadsheet_computes_or_shortens_a_cell_to_mend(cell: str) -> None:
    assert guarded(cell).startswith("'")
    assert unguarded(guarded(cell)).strip() == cell.strip()


@pytest.mark.parametrize("cell", ["'t Hooft", "D’ESSAI", "75007", "2024-01-06", ""])
def test_ordinary_cells_are_left_alone(cell: str) -> None:
    assert unguarded(guarded(cell)) == guarded(cell) == cell


def test_a_formula_in_a_name_reaches_the_file_to_mend_as_text() -> None:
    (row,) = cells_of(mended(csv_of([{"nom_naissance": "=HYPERLINK(A1)", "sexe": "Z"}])))
    assert row["nom_naissance"] == "'=HYPERLINK(A1)"


def test_messages_never_repeat_what_was_written() -> None:
    wrong = {one.name: "Zzyx-7731" for one in COLUMNS}
    (row,) = cells_of(mended(csv_of([wrong])))
    assert "7731" not in row["a_corriger"] + row["to_mend"]


def test_rows_are_read_one_at_a_time() -> None:
    file = CountedFile(csv_of([{}] * 5000))
    rows = read_csv(file, now=NOW).rows
    after_detection = file.taken
    next(rows)
    assert file.taken - after_detection < len(file.getvalue()) // 10


class CountedFile(io.BytesIO):
    """Bytes that remember how many of them were taken."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        self.taken += len(block)
        return block

    def read1(self, size: int | None = -1, /) -> bytes:
        block = super().read1(size)
        self.taken += len(block)
        return block
