"""A file of ten thousand results: read, checked and sealed in two workers while the page stays free.

The longest task of the main thread, from the drop to the last row's acknowledgement by the relay.
"""

import csv
import io
import tempfile
import time
from pathlib import Path
from typing import Final

from playwright.sync_api import expect
from tests.journeys.counter.till import Till

from sceau.record.template import csv_template
from ux import longtasks
from ux.figures import Figure
from ux.ground import Ground

ROWS: Final = 10_000
MOST_SECONDS: Final = 900
_LETTERS: Final = "ABCDEFGHIJ"


def measure(ground: Ground) -> list[Figure]:
    till = ground.shop(ground.unhurried())
    till.presses("Alt+F")
    content = rows_of_somebody_else(ROWS)
    longtasks.watch(till.page)
    read = _reads(till, content)
    while_reading = longtasks.longest(till.page)
    sent = _sends(till)
    while_sending = longtasks.longest(till.page)
    took = Figure(
        name=f"file of {ROWS} rows",
        value=f"read in {read:.0f} s, all sealed and sent {sent:.0f} s later",
        values={"file_read_seconds": round(read, 1), "file_sent_seconds": round(sent, 1)},
    )
    return [
        took,
        longtasks.figure_of(while_reading, name="longest task while it is read", key="file_read"),
        longtasks.figure_of(while_sending, name="longest task, reading and sending", key="file"),
    ]


def _reads(till: Till, content: bytes) -> float:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        day = Path(folder) / "essai.csv"  # a file of the disk: bytes handed over by the driver are decoded in the page
        day.write_bytes(content)
        till.page.locator("#file").set_input_files(day)
        expect(till.button("F2")).to_be_enabled(timeout=MOST_SECONDS * 1000)
    return time.monotonic() - began


def _sends(till: Till) -> float:
    """Seconds until nothing is left to seal or to send; the register may be behind."""
    began = time.monotonic()
    till.does("F2")
    till.page.locator(".files .notice.done").wait_for(timeout=MOST_SECONDS * 1000)
    return time.monotonic() - began


def rows_of_somebody_else(count: int) -> bytes:
    """The template's own example again and again, each time somebody else."""
    (example,) = csv.DictReader(io.StringIO(csv_template().decode("utf-8-sig")), delimiter=";")
    written = io.StringIO()
    writer = csv.DictWriter(written, list(example), delimiter=";")
    writer.writeheader()
    for at in range(count):
        digits = "".join(_LETTERS[int(digit)] for digit in f"{at:05}")
        writer.writerow(example | {"nom_naissance": f"EXEMPLE-{digits}"})
    return written.getvalue().encode("utf-8-sig")
