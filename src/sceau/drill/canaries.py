"""People who exist for the drill only, each of whose values can be recognised wherever it turns up.

The one idea: every word about them is made of meaningless syllables that stand nowhere else, so that one hit is
proof. Phones are of the range that the French regulator keeps for fiction, addresses of e-mail end in `.example`,
numbers carry a valid key under the test OID and an order that no birth gets.
"""

import hashlib
from dataclasses import dataclass
from datetime import date

CANARIES = 14
_CONSONANTS, _VOWELS = "bdfgjklmnprtvwxz", "aeiou"
_ACCENTED = str.maketrans("aeiou", "âéîôù")
_PLACES = ("75056", "13055", "2A004", "69123", "97411", "2B033", "59350")


@dataclass(frozen=True, slots=True)
class Canary:
    """One made-up person. `number` counts from 0; `nir` is 15 characters; `phone` is national, 10 digits."""

    number: int
    birth_name: str
    used_name: str
    first_name: str
    sex: str
    born: date
    birthplace: str
    nir: str
    phone: str
    email: str
    street: str
    comment: str
    positive: bool

    @property
    def outcome(self) -> str:
        """SNOMED CT code of the result."""
        return "10828004" if self.positive else "260385009"

    @property
    def agrees_to_be_named(self) -> bool:
        """To the register."""
        return self.number % 5 != 3


def canaries(count: int = CANARIES) -> tuple[Canary, ...]:
    """The same people at every run, so that a finding can be looked at again."""
    return tuple(_canary(number) for number in range(count))


def crowd(count: int) -> tuple[Canary, ...]:
    """Others, made like the canaries, who are not searched for: a counter counts nobody alone."""
    return tuple(_canary(number) for number in range(CANARIES, CANARIES + count))


def pseudo_word(kind: str, number: int) -> str:
    """Ten letters that mean nothing and are the same at every run."""
    drawn = hashlib.sha256(f"sceau canary {kind} {number}".encode()).digest()
    syllables = zip(drawn[:5], drawn[5:10], strict=True)
    return "".join(_CONSONANTS[one % len(_CONSONANTS)] + _VOWELS[two % len(_VOWELS)] for one, two in syllables)


def _canary(number: int) -> Canary:
    sex = "FM"[number % 2]
    # Days above 12: no form of a date is taken for another. No two of the first 84 people share a date.
    born = date(1931 + 5 * (number % 14), 1 + (7 * number) % 12, 13 + number % 14)
    birthplace = _PLACES[number % len(_PLACES)]
    first = pseudo_word("first name", number).translate(_ACCENTED)
    name = pseudo_word("birth name", number)
    return Canary(
        number=number,
        birth_name=f"{name.translate(_ACCENTED) if number % 2 else name}-canari".upper(),
        used_name=pseudo_word("used name", number).upper(),
        first_name=first.capitalize(),
        sex=sex,
        born=born,
        birthplace=birthplace,
        nir=_nir(sex, born, birthplace),
        phone=f"063998{1010 + 53 * number}",  # far apart: base64 hides the end of a text
        email=f"{pseudo_word('e-mail', number)}@canari.example",
        street=f"{number + 3} rue {pseudo_word('street', number).capitalize()}",
        comment=f"remarque {pseudo_word('comment', number).translate(_ACCENTED)} sans suite",
        positive=number % 3 == 0,
    )


def _nir(sex: str, born: date, birthplace: str) -> str:
    """With its key; Corsica counts as 19 and 18 in it (INSEE). INSEE counts births from 001: order 000 is nobody's."""
    digits = f"{1 if sex == 'M' else 2}{born:%y%m}{birthplace}000"
    return f"{digits}{97 - int(digits.replace('2A', '19').replace('2B', '18')) % 97:02}"
