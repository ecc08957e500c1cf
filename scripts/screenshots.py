"""Take the documents' pictures of the ticket page: every state, French and English, as on a small phone.

They come from a real relay and a real browser, through the states of the journeys. Usage: make screenshots
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run by path, it finds what the journeys share

from tests.journeys.desk import Desk  # noqa: E402
from tests.journeys.phone import LOCALES, Language, Phone, Scheme  # noqa: E402
from tests.journeys.stage import stage  # noqa: E402
from tests.journeys.test_ticket_page import STATES  # noqa: E402

SCREENS = ROOT / "docs/screens"
IN_THE_DARK = ("ready", "positive")


def main() -> None:
    found = subprocess.run([ROOT / "scripts/chromium.sh", "find"], capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    with (
        tempfile.TemporaryDirectory() as folder,
        stage(Path(folder)) as desk,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found.stdout.strip(), args=["--no-sandbox"])
        for state in STATES:
            for language in LOCALES:
                take(browser, desk, state, language, "light")
        for state in IN_THE_DARK:
            take(browser, desk, state, "fr", "dark")
        browser.close()


def take(browser: Browser, desk: Desk, state: str, language: Language, scheme: Scheme) -> None:
    context = browser.new_context(locale=LOCALES[language], color_scheme=scheme, viewport={"width": 360, "height": 640})
    phone = Phone.taken(context, language)
    STATES[state](desk, phone)
    phone.page.evaluate("document.fonts.ready")
    dark = "-dark" if scheme == "dark" else ""
    picture = SCREENS / f"ticket-{state.replace('_', '-')}-{language}{dark}.png"
    phone.page.screenshot(path=picture, full_page=True, animations="disabled")
    context.close()
    print(picture.relative_to(ROOT))


if __name__ == "__main__":
    main()
