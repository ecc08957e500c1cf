"""A day that was written in a spreadsheet, with mistakes: what is right goes, the rest comes back to be mended."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import expect
from tests.journeys.counter.conftest import NewTill
from tests.journeys.counter.officer import registered
from tests.journeys.counter.till import Till

from sceau.demo.people import write_day
from sceau.demo.shops import Opening
from sceau.demo.world import World

IMPOSSIBLE, RIGHT = "31/02/1998", "17/07/1998"
AT_THE_REGISTER = 60_000
_FILE = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name, { type: "text/csv" }));
  return data;
}"""


def drops(till: Till, name: str, text: str) -> None:
    till.page.locator("#files-title").wait_for()
    data = till.page.evaluate_handle(_FILE, [name, text])
    till.page.dispatch_event("main", "drop", {"dataTransfer": data})


def sees_sum(till: Till, *, ready: int, before: int, mend: int) -> None:
    said = f"{ready + before + mend} lignes = {ready} prêtes + {before} déjà envoyées + {mend} à corriger"
    expect(till.page.locator(".sum")).to_have_text(said)


def saves_file_to_mend(till: Till) -> str:
    with till.page.expect_download() as saved:
        till.does("F4")
    return Path(saved.value.path()).read_text(encoding="utf-8-sig")


def rows_of(text: str) -> Sequence[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_a_file_with_a_mistake_goes_in_two_parts_and_nothing_twice(
    world: World, opening: Opening, new_till: NewTill, tmp_path: Path
) -> None:
    # Given a day of three people, one of whom was born on a day that does not exist
    day = write_day(tmp_path / "day.csv").read_text(encoding="utf-8-sig").replace(RIGHT, IMPOSSIBLE)
    till = new_till()
    till.begins_pharmacy(opening)
    till.chooses_responsible()
    # When the file is dropped and sent
    till.does("Alt+F")
    drops(till, "jour.csv", day)
    sees_sum(till, ready=2, before=0, mend=1)
    till.does("F2")
    # Then two go, and the third comes back with what is wrong
    till.page.get_by_text("2 sur 2 enregistrées").wait_for(timeout=AT_THE_REGISTER)
    back = saves_file_to_mend(till)
    (row,) = rows_of(back)
    assert row["date_naissance"] == IMPOSSIBLE
    assert len([column for column in row if column not in rows_of(day)[0]]) == 2  # that say why
    # When the whole file is dropped again, nothing goes
    drops(till, "jour.csv", day)
    sees_sum(till, ready=0, before=2, mend=1)
    till.sees("Rien de nouveau à envoyer")
    # When what came back is mended and dropped
    drops(till, "jour-mended.csv", back.replace(IMPOSSIBLE, RIGHT))
    sees_sum(till, ready=1, before=0, mend=0)
    till.does("F2")
    till.page.get_by_text("1 sur 1 enregistrées").wait_for(timeout=AT_THE_REGISTER)
    # Then the register has each of the three once
    names = sorted(record["identity"]["birth_name"] for record in registered(world, opening.finess))
    assert names == ["EXEMPLE-DEUX", "EXEMPLE-TROIS", "EXEMPLE-UN"]
    assert till.errors == []
