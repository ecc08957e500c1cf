"""Where to tell a person that a result is ready: one address, if agreed and given (``spec/notice.md`` §1).

The one idea: a number is written in one way (E.164) when it is sealed, so that whoever sends need not know countries.
E-mail comes before SMS, since it costs nobody anything; the person's own address before a guardian's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sceau.record.model import Contact, Phone, Record


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


@dataclass(frozen=True, slots=True)
class Reachable:
    """``address`` is an e-mail address, or a number as ``+33612345678``."""

    channel: Channel
    address: str = field(repr=False)


def reachable(record: Record) -> Reachable | None:
    """The address to tell; None without consent, without an address, or with numbers that take no message."""
    contact = record.contact
    if contact is None or not record.source.consents.notice:
        return None
    if contact.emails:
        return Reachable(Channel.EMAIL, contact.emails[0])
    numbers = (mobile_number(phone) for phone in _phones(contact))
    return next((Reachable(Channel.SMS, number) for number in numbers if number), None)


def mobile_number(phone: Phone) -> str | None:
    """The number in E.164, if it may take messages: a French mobile, or one abroad that is not said to be elsewhere."""
    number = _international(phone.number)
    if number.startswith(_FRENCH):
        return number if _FRENCH_MOBILE.fullmatch(number) else None
    return number if _ABROAD.fullmatch(number) and phone.use not in ("home", "work") else None


def _international(number: str) -> str:
    """As dialled from anywhere; a French number of ten digits gets its country, others stay as they are."""
    if len(number) == len("0612345678") and number.startswith("0") and not number.startswith("00"):
        country = next((code for start, code in _OVERSEAS.items() if number.startswith(start)), "+33")
        return country + number[1:]
    return re.sub("^00", "+", number)


def _phones(contact: Contact) -> Iterator[Phone]:
    yield from contact.phones
    yield from contact.guardian.phones if contact.guardian else ()


# Numbering plan of Arcep: overseas mobiles are dialled as 06 at home and have country codes of their own.
_OVERSEAS: Final = {
    **dict.fromkeys(("0690", "0691"), "+590"),
    **dict.fromkeys(("0692", "0693", "0639"), "+262"),
    "0694": "+594",
    **dict.fromkeys(("0696", "0697"), "+596"),
}
_FRENCH: Final = ("+33", "+590", "+594", "+596", "+262")
_FRENCH_MOBILE: Final = re.compile(r"\+(?:33[67]|(?:590|594|596|262)6)\d{8}")
_ABROAD: Final = re.compile(r"\+[1-9]\d{7,14}")
