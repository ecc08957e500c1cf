"""The day and after, and a file from elsewhere."""

import csv
import io

from playwright.sync_api import expect
from tests.journeys.counter.scenes.scene import Scenes, dialog_shuts, dialog_stands
from tests.journeys.counter.till import Till

from sceau.record.template import csv_template

_FILE = "2026-01-06.csv"


def the_day(till: Till) -> Scenes:
    """After `working`: 1 and 3 are sent."""
    page = till.page
    till.presses("Alt+J")
    expect(page.locator(".visit").first).to_be_visible()
    yield "day", page
    page.locator(".visit").filter(has_text="1").first.click()
    yield "day-person", dialog_stands(page)
    till.does("F2")
    expect(page.locator("#correct-lot")).to_be_visible()
    yield "day-correct", page
    till.presses("Escape")
    till.does("Delete")
    expect(page.locator("dialog .button.danger")).to_contain_text("F2")
    yield "day-cancel", page
    till.presses("Escape")
    till.presses("Escape")
    dialog_shuts(page)
    till.does("Alt+P")
    expect(page.locator(".empty")).to_be_visible()
    yield "day-empty", page


def later(till: Till) -> Scenes:
    page = till.page
    till.presses("Alt+J")
    page.locator(".parts button").nth(1).click()
    page.locator("#search").fill("exe")
    expect(page.locator(".visit").first).to_be_visible()
    yield "day-search", page
    page.locator(".parts button").nth(2).click()
    expect(page.locator(".list button").first).to_be_visible()
    yield "day-lots", page
    page.locator(".list button").first.click()
    yield "day-recall", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    page.locator(".parts button").nth(3).click()
    expect(page.locator("input[id^=bill-]").first).to_be_visible()
    yield "day-billing", page
    page.locator(".parts button").nth(4).click()
    expect(page.locator(".after footer .primary")).to_be_visible()
    yield "day-export", page


def files(till: Till) -> Scenes:
    page = till.page
    till.presses("Alt+F")
    expect(page.locator(".drop")).to_be_visible()
    yield "files", page
    _drops(till, b"nothing;of;ours\r\n1;2;3\r\n")
    expect(page.locator(".notice.error")).to_be_visible()
    yield "files-unreadable", page
    _drops(till, day_with_errors())
    expect(page.locator(".files footer .primary")).to_be_visible()
    yield "files-ready", page
    till.does("F2")
    expect(page.locator(".files .notice.done")).to_be_visible(timeout=60_000)
    yield "files-sent", page


def _drops(till: Till, content: bytes) -> None:
    till.page.locator("#file").set_input_files({"name": _FILE, "mimeType": "text/csv", "buffer": content})


def day_with_errors() -> bytes:
    """Twelve rows like the template's; three of them are wrong."""
    reader = csv.DictReader(io.StringIO(csv_template().decode("utf-8-sig")), delimiter=";")
    (example,) = reader
    rows = [
        example | {"heure_prelevement": f"11:{minute:02}", "heure_lecture": f"11:{minute + 16}"} for minute in range(12)
    ]
    rows[3]["resultat"] = "peut-être"
    rows[7]["date_naissance"] = "31/02/1979"
    rows[9] |= {"nom_naissance": "", "consentement_test": ""}
    written = io.StringIO()
    writer = csv.DictWriter(written, list(example), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode("utf-8-sig")
