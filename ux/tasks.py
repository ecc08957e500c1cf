"""What two hands do for each kind of person, key by key, to the key that asks for the ticket.

A decision is counted for each thing that a hand has to hear, look for or choose before it types it.
"""

from typing import Final

from playwright.sync_api import expect

from ux.hands import SEPARATOR, Hands

NUMBER: Final = "279035121518989"  # of the national documentation: nobody's
TYPED_NUMBER: Final = "279035121500084"  # the order number of these, 000, is no birth's
PATIENTS_NUMBER: Final = "185057510100025"
CHILDS_NUMBER: Final = "216017505600083"
CARD: Final = SEPARATOR.join(
    (
        f"IS010000000000000000000000S1{NUMBER}S21.2.250.1.213.1.4.10",
        "S3DOMINIQUE",
        "S4PAT-TROIS",
        "S5FS628-03-1979S751215",
    )
)
CONTACT: Final = (
    "MECARD:N:PAT-TROIS,Dominique;TEL:0199001234;EMAIL:dominique@exemple.example;"
    "ADR:,,12 rue de la Mairie,Paris,,75011,FRA;;"
)
REACHED: Final = {
    "phone": "01 99 00 12 34",
    "email": "dominique@exemple.example",
    "postal_code": "75011",
    "city": "Paris",
    "address": "12 rue de la mairie",
}
"""What stands on the page of whoever said how to be reached."""
FILLED: Final = ".filled #capture-birth_name"


def is_first_in_line(hands: Hands) -> None:
    hands.decides()  # that it is this person's turn
    hands.presses("Alt+1")
    hands.waits_for(FILLED)
    agrees_to_both(hands)
    asks_for_ticket(hands)


def says_digits(hands: Hands, digits: str) -> None:
    """From the board: the fourth digit takes whoever waits under them."""
    hands.decides()  # the digits
    hands.types(digits)
    hands.waits_for(FILLED)
    agrees_to_both(hands)
    asks_for_ticket(hands)


def returns(hands: Hands) -> None:
    hands.presses("n")
    hands.decides()  # the name
    hands.types("mo")
    hands.waits_for("[role=option]")
    hands.decides()  # that it is this person
    hands.presses("Enter")
    agrees_to_both(hands)
    asks_for_ticket(hands)


def is_scanned(hands: Hands) -> None:
    """The card, and the contact that a phone shows as a code."""
    hands.decides()
    hands.scans_code(CARD)
    hands.waits_for(FILLED)
    hands.decides()
    hands.scans_code(CONTACT)
    agrees_to_both(hands)
    answers_the_rest(hands)
    asks_for_ticket(hands, birth_name="PAT-TROIS", birth="28/03/1979", **{**REACHED, "address": "12 rue de la Mairie"})


def is_typed(hands: Hands) -> None:
    """The number says month, year, sex and place."""
    hands.presses("n")
    for text, end in ((TYPED_NUMBER, ""), ("exemple", "Enter"), ("dominique", "Enter"), ("28", "")):
        _tells(hands, text, end=end)
    _says_how_to_reach(hands)
    agrees_to_both(hands)
    answers_the_rest(hands)
    asks_for_ticket(hands, birth_name="EXEMPLE", birth="28/03/1979", **REACHED)


def has_doctor(hands: Hands) -> None:
    """Who also wants a doctor to have the result: name, first name, phone."""
    hands.presses("n")
    for text, end in ((PATIENTS_NUMBER, ""), ("exemple", "Enter"), ("dominique", "Enter"), ("28", "")):
        _tells(hands, text, end=end)
    _says_how_to_reach(hands)
    agrees_to_both(hands)
    answers_the_rest(hands, doctor="o")
    for text, end in (("petit", "Tab"), ("claude", "Tab"), ("0199005678", "")):
        _tells(hands, text, end=end)
    asks_for_ticket(hands, birth="28/05/1985", doctor_family="PETIT", doctor_given="Claude", **REACHED)


def is_child(hands: Hands) -> None:
    hands.presses("n")
    for text, end in ((CHILDS_NUMBER, ""), ("modele", "Enter"), ("alix", "Enter"), ("04", "")):
        _tells(hands, text, end=end)
    for text, end in (("modele", "Enter"), ("claude", "Enter"), ("0199001234", "")):
        _tells(hands, text, end=end)
    _says_how_to_reach(hands)
    agrees_to_both(hands)
    answers_the_rest(hands)
    asks_for_ticket(hands, birth="04/01/2016", guardian_family="MODELE", guardian_given="Claude", **REACHED)


def _says_how_to_reach(hands: Hands) -> None:
    """A postal code of one commune alone fills its city."""
    contact = (
        ("0199001234", ""),
        ("dominique@exemple.example", "Enter"),
        ("75011", ""),
        ("12 rue de la mairie", "Enter"),
    )
    for text, end in contact:
        _tells(hands, text, end=end)


def _tells(hands: Hands, text: str, *, end: str = "") -> None:
    """The person says it, and it is typed."""
    hands.decides()
    hands.types(text)
    if end:
        hands.presses(end)


def agrees_to_both(hands: Hands) -> None:
    """To the test and to the register."""
    hands.decides()
    hands.presses("F3")


def answers_the_rest(hands: Hands, *, doctor: str = "n") -> None:
    """Doctor, notice, certificate."""
    for answer in (doctor, "o", "n"):
        hands.decides()
        hands.presses(answer)


def asks_for_ticket(hands: Hands, **filled: str) -> None:
    """Nothing is left out: each of `filled` stands on the page."""
    for name, value in filled.items():
        expect(hands.page.locator(f"#capture-{name}")).to_have_value(value)
    hands.decides()  # a last look
    hands.presses("F2")
