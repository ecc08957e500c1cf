"""A person on the page: the box in use, what is typed, what is asked, what stops the ticket, the ticket."""

from playwright.sync_api import Page, expect
from tests.journeys.counter.scenes.scene import Scenes, dialog_shuts, dialog_stands
from tests.journeys.counter.till import BOX, COVID, Somebody, Till

EXPIRED_BOX = "0100686597200018172009301" + "0A1"
NUMBER = "279035121518989"  # of the national documentation: nobody's
REAL_NUMBER = "185057812300199"  # its order number is a birth's: the key is wrong, so that it is nobody's
PUPILS = "EXEMPLE Ambre\t04/01/2016\nMODELE Basile\t12/05/2016\nFICTIF Céleste\t30/09/2016"
_MORE = {
    "birth_name": "EXEMPLE",
    "first_name": "Dominique",
    "birth": "28/03/1979",
    "phone": "0647151010",
    "email": "dominique@example.org",
    "postal_code": "75011",
    "address": "12 rue de l’Essai",
}


def opening_a_box(till: Till) -> Scenes:
    page = till.page
    till.does("F8")
    yield "kit-list", dialog_stands(page)
    till.does("F2")
    expect(page.locator("dialog .notice.error")).to_be_visible()
    yield "kit-errors", page
    till.presses("Escape")
    dialog_shuts(page)
    till.scans(EXPIRED_BOX)
    yield "kit-expired", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    till.scans(BOX)
    yield "kit-new", dialog_stands(page)
    page.locator("#kit-name").fill("INSTI")
    page.locator(f"[id='kit-{COVID}']").check()
    till.does("F2")
    dialog_shuts(page)


def asking(till: Till) -> Scenes:
    """Number 1: everything that can be typed, and the ticket."""
    page = till.page
    till.does("F2")
    expect(page.locator(".notice.error")).to_be_visible()
    yield "capture-errors", page
    page.locator("#capture-number").click()
    till.types(NUMBER)
    expect(page.locator("#capture-birthplace")).not_to_have_value("")
    yield "capture-number", page
    for name, value in _MORE.items():
        page.locator(f"#capture-{name}").fill(value)
    till.presses("F3")
    page.locator("#capture-consent_doctor").check()
    page.locator("#capture-doctor_family").fill("MODELE")
    page.locator("#capture-consent_notice").check()
    page.locator("#capture-consent_certificate-no").check()
    yield "capture-whole", page
    till.does("F2")
    yield "handover", dialog_stands(page)
    till.does("Enter")
    dialog_shuts(page)


def child(till: Till) -> Scenes:
    """Number 2, of the same household, is swabbed later."""
    page = till.page
    till.does("F4")
    _types(page, birth_name="EXEMPLE", first_name="Ambre", birth="04012016", sex="F")
    yield "capture-child", page
    till.presses("F3")
    till.does("F2")
    dialog_stands(page)
    till.does("W")
    dialog_shuts(page)


def unusual(till: Till) -> Scenes:
    """Number 3, who knows a birth year alone; number 4, who refuses the register; and number 1 once more."""
    page = till.page
    _types(page, birth_name="MODELE", first_name="Basile", birth="1950", sex="M")
    page.locator("#capture-sex").blur()
    yield "capture-partial", page
    till.presses("F3")
    till.does("F2")
    yield "handover-code", dialog_stands(page)
    till.does("Enter")
    dialog_shuts(page)
    _types(page, birth_name="FICTIF", first_name="Céleste", birth="12051988", sex="F")
    page.locator("#capture-consent_test").check()
    page.locator("#capture-consent_identity-no").check()
    yield "capture-refused", page
    till.does("F2")
    dialog_stands(page)
    till.does("Enter")
    dialog_shuts(page)
    till.types_in(Somebody(first_name="DOMINIQUE"))
    till.presses("F3")
    till.does("F2")
    expect(page.locator(".capture .notice.due")).to_be_visible()
    yield "capture-again", page
    till.does("Alt+X")


def called(till: Till) -> Scenes:
    """Somebody who typed it all on a phone waits, and is taken with one key."""
    page = till.page
    till.passes(seconds=31)
    expect(page.locator(".prefills button")).to_be_visible()
    yield "capture-waiting", page
    till.does("Alt+1")
    expect(page.locator("#capture-birth_name")).to_have_value("EXEMPLE")
    yield "capture-called", page
    till.does("Alt+X")


def finding(till: Till) -> Scenes:
    """Who was here before."""
    page = till.page
    page.locator("#capture-number").click()
    till.types("ex")
    expect(page.locator("[role=option]").first).to_be_visible()
    yield "capture-returning", page
    till.presses("Escape")
    page.locator("#capture-number").fill("")
    till.types_in(Somebody(birth_name="SPECIMEN", first_name="Denis", born="12051985", sex="M"))
    page.locator("#capture-number").fill(REAL_NUMBER)
    till.agrees()
    expect(page.locator("#capture-number")).to_have_attribute("aria-invalid", "true")
    yield "capture-real-number", page
    till.does("Alt+X")
    page.locator(".more summary").click()
    yield "capture-more", page
    page.locator(".more summary").click()


def listing(till: Till) -> Scenes:
    """A class: numbers 5 to 7."""
    page = till.page
    till.does("F6")
    dialog_stands(page)
    page.locator("dialog textarea").fill(f"{PUPILS}\nSPECIMEN Denis")
    till.does("F2")
    expect(page.locator("dialog .notice.error")).to_be_visible()
    yield "list-errors", page
    page.locator("dialog textarea").fill(PUPILS)
    page.locator("dialog input[type=checkbox]").check()
    yield "list", page
    till.does("F2")
    dialog_shuts(page)
    expect(till.row(7)).to_be_visible()


def helping(till: Till) -> Scenes:
    """A camera that is not there, and every key."""
    page = till.page
    till.does("F7")
    expect(page.locator("dialog [role=status]")).to_contain_text("Aucune caméra")
    yield "camera", page
    till.presses("Escape")
    dialog_shuts(page)
    till.does("F8")
    yield "kit-in-use", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)
    till.does("F1")
    yield "help", dialog_stands(page)
    till.presses("Escape")
    dialog_shuts(page)


def _types(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"#capture-{name}").fill(value)
