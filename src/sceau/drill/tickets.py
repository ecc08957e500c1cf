"""The two halves of a ticket, each without the other: a link found on a bus, a birth date known to half the town.

The one idea: use the service as a thief would, to the end: guess until it locks; then look at all it answered.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from sceau.drill.canaries import Canary
from sceau.drill.streams import Piece
from sceau.drill.web import ask
from sceau.envelope import cbor
from sceau.envelope.ticket import TRIES, Ticket, parse_link

_LIMIT: Final = 16 * 1024 * 1024


class TicketOpenedError(AssertionError):
    """A ticket gave copies to somebody who had half of what opens it, or went on taking guesses."""


def link_alone(url: str, links: Mapping[int, str], people: Mapping[int, Canary]) -> Iterator[Piece]:
    """Who has the link and guesses dates: the answers, until the ticket is locked, and what the link itself derives."""
    for person, link in links.items():
        ticket, _ = parse_link(link)
        yield Piece("derived from the link", b"\n".join([ticket.seed, ticket.token, ticket.lookup, ticket.born]))
        yield Piece("/t/state", ask(url, "/t/state", method="POST", body=ticket.token).body)
        for guess in _wrong_dates(people[person].born, TRIES + 1):
            yield _guessed(url, ticket, guess)
        state = state_of(url, ticket)
        if state != "locked":
            raise TicketOpenedError(f"after {TRIES} wrong dates a ticket is {state}, not locked")


def date_alone(
    url: str, people: Sequence[Canary], known: Mapping[int, Sequence[tuple[int, bytes, bytes]]]
) -> Iterator[Piece]:
    """Who knows the person, and the public parts (`known`: day, id and lookup of each envelope), but has no link."""
    for person in people:
        born = f"{person.born:%Y%m%d}".encode()
        secrets = (hashlib.sha256(born).digest(), hashlib.sha256(person.nir.encode()).digest(), bytes(32))
        lookups = [lookup + bytes(16) for _, _, lookup in known.get(person.number, ())]
        for token in (*secrets, *lookups):
            yield Piece("/t/state", ask(url, "/t/state", method="POST", body=token).body)
            for secret in secrets:
                proof = Ticket(secret).proof(person.born.isoformat())
                yield Piece("/t/open", ask(url, "/t/open", method="POST", body=token + proof).body)
        for day, one, _ in known.get(person.number, ()):
            for path in (f"/envelopes/{day}/{one.hex()}", f"/envelopes/{day}/{one.hex()}/copy"):
                yield Piece(path, ask(url, path).body)
        for path in _questions(person):
            yield Piece("a question", ask(url, path).body)


def state_of(url: str, ticket: Ticket) -> str:
    """What the relay says of a ticket."""
    return str(json.loads(ask(url, "/t/state", method="POST", body=ticket.token).body).get("state"))


def _guessed(url: str, ticket: Ticket, guess: date) -> Piece:
    answer = ask(url, "/t/open", method="POST", body=ticket.token + ticket.proof(guess.isoformat())).body
    said = cbor.decode(answer, limit=_LIMIT)
    if isinstance(said, dict) and "copies" in said:
        raise TicketOpenedError("a wrong birth date opened a ticket")
    return Piece("/t/open", answer)


def _wrong_dates(born: date, count: int) -> list[date]:
    """Likely ones: a day beside, a year beside, day and month exchanged where that is a date."""
    near = [born + timedelta(days=1), born - timedelta(days=1), born + timedelta(days=365), born - timedelta(days=365)]
    return [*near, *(born + timedelta(days=31 * one) for one in range(1, count))][:count]


def _questions(person: Canary) -> Iterator[str]:
    """Addresses in which careless services find people. The words of a path are no secret: they are made up."""
    for path in ("/t", "/envelopes", "/tickets", "/patients", "/results", "/search"):
        yield f"{path}?born={person.born}&name={person.used_name}"
        yield f"{path}/{person.nir}"
