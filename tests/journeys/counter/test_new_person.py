"""Somebody nobody knows yet: by two scans, all by hand, or with a number that a demonstration refuses."""

from playwright.sync_api import expect
from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewShop
from tests.journeys.counter.officer import registered
from tests.journeys.counter.till import BOX, SEPARATOR, Somebody, Till

from sceau.demo.world import World

# The example that the national documentation publishes.
CARD = SEPARATOR.join(
    (
        "IS010000000000000000000000S1279035121518989S21.2.250.1.213.1.4.8",
        "S3DOMINIQUE",
        "S4PAT-TROIS",
        "S5FS628-03-1979S751215",
    )
)
REAL_NUMBER = "185057812300199"  # its order number is a birth's: the key is wrong, so that it is nobody's

TYPED = {
    "identity": {
        "birth_name": "EXEMPLE",
        "birth_first_name": "Dominique",
        "used_name": "DUPOND",
        "sex": "F",
        "birth_date": "1979-03-28",
        "birthplace": {"insee": "51215", "city": "Dompremy", "country": "FR"},
        "status": "PROV",
    },
    "number": {"oid": "1.2.250.1.213.1.4.10", "value": "279035121518989"},
    "contact": {
        "phones": [{"number": "0199001234"}],
        "emails": ["dominique@exemple.example"],
        "address": {
            "lines": ["12 rue inventée"],
            "postal_code": "51300",
            "city": "Dompremy",
            "commune": "51215",
            "country": "FR",
        },
        "doctors": [{"role": "treating", "family": "PETIT", "given": "Claude", "phones": [{"number": "0199005678"}]}],
    },
    "context": {"symptoms": "onset", "onset_date": "2026-01-01"},
}


def test_two_scans_and_two_answers_make_a_ticket(shop: Till, new_phone: NewPhone) -> None:
    # Given a new box of the test in use
    shop.scans(BOX.replace("A12345", "B67890"))
    expect(shop.page.locator("#kit-chip")).to_contain_text("B67890")
    # When somebody's card is scanned, and they agree
    shop.scans(CARD)
    shop.sees_fields(birth_name="PAT-TROIS", first_name="DOMINIQUE", birth="28/03/1979", sex="F")
    expect(shop.field("birthplace")).to_have_value("51215 Dompremy")
    shop.agrees()
    # Then their phone reads the ticket, which waits, and the board has them with the new box
    number = shop.ticket_number()
    phone = new_phone()
    phone.opens(shop.hands_over())
    phone.sees_state("waiting")
    expect(shop.row(number)).to_contain_text("Dominique P.")
    expect(shop.row(number)).to_contain_text("lot B67890")
    expect(shop.row(number)).not_to_contain_text("sans numéro")
    assert shop.errors == []


def test_every_field_typed_by_hand_is_registered(new_shop: NewShop, new_phone: NewPhone, world: World) -> None:
    # Given a pharmacy, and somebody without a card
    till = new_shop()
    # When everything that the page asks is typed, and the test is read
    _types_who(till)
    _types_where(till)
    till.presses("o", "o", "o", "o", "o")  # the five consents, one by one
    till.fills(doctor_family="petit", doctor_given="claude", doctor_phone="0199005678")
    till.asks_more()
    till.fills(used_name="dupond")
    till.chooses(symptoms="onset")
    till.fills(onset="01012026")
    till.does("F2")
    link = till.hands_over()
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    # Then the register has every field, and the ticket the result
    (record,) = registered(world, till.finess)
    assert {name: record[name] for name in TYPED} == TYPED
    assert set(record["source"]["consents"].values()) == {True}
    phone = new_phone()
    phone.opens(link)
    phone.gives_birth_date()
    phone.sees("Négatif")
    assert till.errors == []


def test_a_demonstration_refuses_the_number_of_a_real_person(shop: Till) -> None:
    # Given a counter that says that it is a demonstration
    expect(shop.page.locator(".capture")).to_contain_text("Démonstration")
    # When a real person's number is typed
    shop.types_in(Somebody())
    shop.field("number").fill(REAL_NUMBER)
    shop.agrees()
    # Then no ticket comes, and the field says why and what to type
    shop.sees("elle refuse le numéro d’une vraie personne")
    expect(shop.field("number")).to_have_attribute("aria-invalid", "true")
    expect(shop.page.locator("dialog[open]")).to_be_hidden()
    # And with a test number it goes on
    shop.field("number").fill("279035121518989")
    shop.does("F2")
    shop.hands_over()


def _types_who(till: Till) -> None:
    """A number that says sex, month and place; the names; the day that the number does not say."""
    till.page.keyboard.press("n")
    expect(till.field("number")).to_be_focused()
    for typed in ("279035121518989", "exemple\n", "dominique\n"):
        till.types(typed)
    till.sees_fields(sex="F", birthplace="51215 Dompremy")
    till.types("28")
    till.sees_fields(birth="28/03/1979")


def _types_where(till: Till) -> None:
    """From the phone, where the page goes by itself, to the address; letters find the commune."""
    for typed in ("0199001234", "dominique@exemple.example\n", "51300"):
        till.types(typed)
    expect(till.field("city")).to_be_focused()
    for typed in ("dompremy\n", "12 rue inventée\n"):
        till.types(typed)
