"""A ticket that is lost, or closed by wrong dates, is replaced in two keys."""

from tests.journeys.conftest import NewPhone
from tests.journeys.counter.conftest import NewShop
from tests.journeys.counter.till import Somebody, Till

LOST, TRIES_USED = "1", "3"


def test_a_lost_ticket_is_replaced_in_two_keys(new_shop: NewShop, new_phone: NewPhone) -> None:
    # Given somebody whose result is ready, and who lost the ticket
    till = new_shop()
    link = _tested(till)
    # When the number is typed, then T, then the reason
    till.reads(1, "t")
    till.sees("Vérifiez une pièce d’identité", "Dominique EXEMPLE", "28 mars 1979")
    till.does(LOST)
    renewed = till.hands_over()
    # Then the old link says that it was replaced, and the new one opens
    old, new = new_phone(), new_phone()
    old.opens(link)
    old.sees_state("replaced")
    old.sees("Ouvrez le dernier lien")
    new.opens(renewed)
    new.gives_birth_date()
    new.sees_state("result")
    new.sees("Négatif")
    assert till.errors == old.errors == new.errors == []


def test_a_link_closed_by_wrong_dates_is_replaced(new_shop: NewShop, new_phone: NewPhone) -> None:
    # Given a ticket that five wrong dates have closed
    till = new_shop()
    link = _tested(till)
    phone = new_phone()
    phone.opens(link)
    for year in range(1990, 1995):
        phone.sees_title("Votre résultat est prêt" if year == 1990 else "Ce n’est pas cette date")
        phone.gives_birth_date("1", "1", str(year))
    phone.sees_state("locked")
    phone.does_not_see("Négatif", "Dominique")
    # When the person comes back to the counter
    till.reads(1, "t")
    till.does(TRIES_USED)
    renewed = till.hands_over()
    # Then the new ticket has all its tries
    phone.opens(renewed)
    phone.gives_birth_date("1", "1", "1990")
    phone.sees("Il reste 4 essais.")
    phone.gives_birth_date()
    phone.sees_state("result")
    phone.sees("Négatif")
    assert till.errors == []


def _tested(till: Till) -> str:
    """The first of the day is tested, and the result is registered: the link."""
    till.captures(Somebody())
    link = till.hands_over()
    till.reads_in_time(1, "-")
    till.sees_registered(1)
    return link
