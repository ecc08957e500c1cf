"""A cassette's minutes: too early, in time, taken back, too late, invalid."""

from playwright.sync_api import expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewShop
from tests.journeys.counter.till import BOX, LONG_BEHIND, Somebody

INVALID, NEGATIVE = "125154007", "260385009"


def test_an_invalid_test_is_repeated_on_a_new_kit(new_shop: NewShop, new_phone: NewPhone) -> None:
    # Given somebody whose cassette shows no control line
    till = new_shop(behind=LONG_BEHIND)
    till.captures(Somebody())
    link = till.hands_over()
    till.passes(minutes=16)
    till.reads(1, "!")
    till.sees_state(1, "read")
    expect(till.row(1)).to_contain_text("invalide")
    # When it is done again with a kit of another box
    till.scans(BOX.replace("A12345", "B67890"))
    expect(till.page.locator("#kit-chip")).to_contain_text("B67890")
    till.repeats(1)
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    # Then the pharmacy keeps both
    (visit,) = till.exports_visits()
    assert [each["device"]["lot"] for each in visit["rounds"]] == ["A12345", "B67890"]
    assert [list(each["outcomes"].values()) for each in visit["rounds"]] == [[INVALID], [NEGATIVE]]
    assert len(visit["sent"]) == 1
    # And the ticket has the last alone
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date()
    phone.sees("Négatif", "B67890")
    phone.does_not_see("A12345", "Corrigé le", "Invalide")
    assert till.errors == []


def test_an_invalid_result_that_went_is_corrected_by_its_repeat(new_shop: NewShop, new_phone: NewPhone) -> None:
    # Given an invalid result that nobody took back, so that it went
    till = new_shop(behind=LONG_BEHIND)
    till.captures(Somebody())
    link = till.hands_over()
    till.reads_in_time(1, "!")
    till.sees_registered(1)
    # When the test is done again
    till.repeats(1)
    till.reads_in_time(1, "+", "+")
    till.sees_registered(1)
    # Then the second is sent as a correction of the first, and the ticket says so
    (visit,) = till.exports_visits()
    assert [sent["kind"] for sent in visit["sent"]] == ["result", "correction"]
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date()
    phone.sees("Positif", "Corrigé le", "Ancien résultat")
    assert till.errors == []


def test_a_reading_too_early_is_not_noted_and_one_by_mistake_is_taken_back(new_shop: NewShop) -> None:
    # Given somebody swabbed
    till = new_shop()
    till.captures(Somebody())
    till.hands_over()
    # When the cassette is read after ten minutes
    till.passes(minutes=10)
    till.reads(1, "-")
    # Then the board says how long to wait, and notes nothing
    expect(till.row(1)).to_contain_text("Trop tôt")
    till.sees_state(1, "running")
    # When it is read in time, by mistake
    till.passes(minutes=6)
    till.reads(1, "+", "+")
    till.sees_state(1, "read")
    till.passes(seconds=50)
    till.reads(1, "z")
    # Then the result is taken back before it went, and the right one goes
    till.sees_state(1, "due")
    till.reads(1, "-")
    till.sees_state(1, "read")
    till.passes(seconds=61)
    till.sees_registered(1)
    # And afterwards no key takes it back
    till.reads(1, "z")
    till.sees("La minute est passée.")
    (visit,) = till.exports_visits()
    assert [list(each["outcomes"].values()) for each in visit["rounds"]] == [[NEGATIVE]]
    assert till.errors == []


def test_a_reading_too_late_demands_a_repeat(new_shop: NewShop) -> None:
    # Given a cassette that nobody read in time
    till = new_shop(behind=LONG_BEHIND)
    till.captures(Somebody())
    till.hands_over()
    till.passes(minutes=21)
    till.sees_state(1, "late")
    # When somebody reads it all the same
    till.reads(1, "-")
    # Then nothing is noted, and the board asks for a new kit
    expect(till.row(1)).to_contain_text("il faut le refaire")
    till.sees_state(1, "late")
    # And the repeat is read and sent like any test
    till.repeats(1)
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    assert till.errors == []
