"""What counts as readable in a component, and what the design says may be there."""

from collections.abc import Iterable

from sceau.drill.canaries import canaries
from sceau.drill.search import Search
from sceau.drill.streams import Piece
from sceau.drill.theft import Component, Thief

(PERSON,) = canaries(1)
MAIL = f"To: {PERSON.email}\n\nC’est prêt.\n"


def readable(texts: Iterable[str], *, allowed: frozenset[str] = frozenset()) -> set[str]:
    """The fields by which a component betrays the person."""
    thief = Thief(Search([PERSON]), (), (PERSON.number,))
    pieces = [Piece("mailbox", text.encode()) for text in texts]
    return {one.field for one in thief.steal(Component("mailbox", lambda: iter(pieces), allowed=allowed)).findings}


def test_an_address_betrays_where_nobody_was_to_have_it() -> None:
    assert readable([MAIL]) == {"email"}


def test_an_address_is_what_a_mailbox_has() -> None:
    assert readable([MAIL], allowed=frozenset({"email"})) == set()


def test_a_name_in_a_mailbox_betrays_all_the_same() -> None:
    assert "birth_name" in readable([MAIL + PERSON.birth_name], allowed=frozenset({"email"}))
