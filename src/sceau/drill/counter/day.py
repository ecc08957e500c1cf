"""The second pharmacy's day: set up, fourteen people at the board, a lost network, the lock, the computer switched off.

    sent            captured, ticket handed over, swabbed, read, sealed by itself, on its way
    phoned          the same, typed on a phone and called by four digits; another phone's four digits are never called
    kept            captured; the ticket is still to be handed over, so that its secret is in the row
    left            captured, and gone without a test
    offline         captured without a network, one of them read: sealed, and waiting on this disk

The one idea: the canaries of the other pharmacy come here too, so that one search knows everybody; and the computer is
locked while the network is away, when the relay does not hear of it.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg

from sceau.client.http import Connection
from sceau.client.tickets import open_ticket
from sceau.demo.world import World
from sceau.drill.canaries import Canary
from sceau.drill.counter import board, opening
from sceau.drill.counter.computer import Computer, ComputerError, switched_on
from sceau.drill.counter.kept import Kept, kept_in
from sceau.drill.counter.phone import register_by_phone
from sceau.drill.counter.sealed import KID, open_sheet
from sceau.drill.counter.shop import Shop, published_shop
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.ticket import Ticket

FINESS: Final = "750000001"  # a number that no pharmacy has
_SENT, _KEPT, _LEFT, _PHONED, _UNREAD, _READ = range(9), 9, 10, 11, 12, 13
_LIMIT: Final = 16_384
_SECONDS: Final = 120.0
_PHARMACY: Final = "SELECT pharmacy FROM shop WHERE finess = %s"
_REGISTERED: Final = "SELECT count(*) FROM outbox WHERE pharmacy = %s AND state = 'registered'"


@dataclass(frozen=True, slots=True)
class CounterDay:
    """What that day left. `kit` as printed; `signed_in` a monotonic time; `told` how many agreed to hear of a result.

    `traces` and `hashed` by person: what names her without naming her, and texts that the product hashes.
    """

    profile: Path
    shop: Shop
    kit: str
    signed_in: float
    told: int
    traces: Mapping[int, Sequence[bytes]]
    hashed: Mapping[int, Sequence[bytes]]


@dataclass(slots=True)
class _Work:
    """The day while it lasts: `numbers` on the board, and `links` that were handed over, by person."""

    computer: Computer
    world: World
    people: Sequence[Canary]
    shop: Shop
    kit: str
    numbers: dict[int, int] = field(default_factory=dict)
    links: dict[int, str] = field(default_factory=dict)

    def live(self) -> Kept:
        """What the browser keeps in the end, locked."""
        self.computer.page.clock.install()
        self._with_network()
        self._wait_until_registered()
        self._open_tickets()
        self._without_network()
        board.lock(self.computer)
        return kept_in(self.computer.page)

    def rows(self, kept: Kept) -> Iterator[tuple[int, dict[str, Any]]]:
        """Who each row is about, and what it says."""
        seeds = self.shop.seeds(Kit.parse(self.kit).secret)
        names = {person.birth_name: person.number for person in self.people}
        for place, sealed in kept.rows():
            if not isinstance(place, str):
                item = open_sheet(self.shop.pharmacy, place, sealed, seeds[sealed[:KID]])
                person: Any = cbor.decode(item["person"], limit=_LIMIT)
                yield names[person["identity"]["birth_name"]], {**item, "person": person}

    def _with_network(self) -> None:
        for number in _SENT:
            self._capture(number)
            self._hand_over(number)
        self._capture(_KEPT)
        board.keep_ticket(self.computer)
        self._capture(_LEFT)
        self._hand_over(_LEFT)
        board.leave(self.computer, self.numbers[_LEFT])
        self._phone(_KEPT)
        self.numbers[_PHONED] = board.capture_called(self.computer, self.people[_PHONED], self._phone(_PHONED))
        self._hand_over(_PHONED)
        self._read(*_SENT, _PHONED)

    def _without_network(self) -> None:
        self.computer.goes_offline()
        for number in (_UNREAD, _READ):
            self._capture(number)
            self._hand_over(number)
        self._read(_READ)
        if len(kept_in(self.computer.page).waiting()) != 1:
            raise ComputerError("what was sealed without a network does not wait")

    def _capture(self, number: int) -> None:
        self.numbers[number] = board.capture(self.computer, self.people[number])

    def _hand_over(self, number: int) -> None:
        """The person scans what is shown; here its secret is taken from the row, which forgets it now."""
        secrets = [row["ticket"]["secret"] for one, row in self.rows(kept_in(self.computer.page)) if one == number]
        self.links[number] = Ticket(secrets[-1]).link(self.world.relay, asks_code=False)
        board.hand_over_and_swab(self.computer, self.numbers[number])

    def _read(self, *numbers: int) -> None:
        for number in numbers:
            board.read(self.computer, self.numbers[number], self.people[number])
        board.wait_until_sealed(self.computer)

    def _phone(self, number: int) -> str:
        return register_by_phone(self.computer.chromium, self.world.relay, self.shop, self.people[number])

    def _wait_until_registered(self) -> None:
        """All that was read so far: the register has answered."""
        ends, wanted = time.monotonic() + _SECONDS, len(_SENT) + 1
        while _one(self.world, _REGISTERED, self.shop.pharmacy) != wanted:
            if time.monotonic() > ends:
                raise ComputerError("what the counter sealed was not registered")
            time.sleep(0.1)

    def _open_tickets(self) -> None:
        """On phones that the drill does not take."""
        with Connection(self.world.relay) as connection:
            for number in (*_SENT, _PHONED):
                born = self.people[number].born.isoformat()
                if len(open_ticket(self.links[number], born=born, connection=connection)) != 1:
                    raise ComputerError(f"canary {number} does not read the counter's result")


def work(world: World, people: Sequence[Canary], folder: Path) -> CounterDay:
    """Live it; the computer's profile stays in `folder`. ComputerError when the day is not as it must be."""
    profile = folder / "counter-profile"
    link = world.open_shop(FINESS, name="Pharmacie du Comptoir", titular="Paule Didot")
    with switched_on(profile, world.relay) as computer:
        computer.takes_passkey()
        kit = opening.open_pharmacy(computer, link)
        signed_in = time.monotonic()
        opening.enrol_browser(computer)
        opening.open_box(computer)
        shop = published_shop(world.relay, _one(world, _PHARMACY, FINESS))
        at_work = _Work(computer, world, people, shop, kit)
        rows = list(at_work.rows(at_work.live()))
    told = sum(board.is_told(people[number]) for number in (*_SENT, _PHONED))
    return CounterDay(profile, shop, kit, signed_in, told, _traces(rows), _hashed(rows))


def _traces(rows: Sequence[tuple[int, dict[str, Any]]]) -> dict[int, list[bytes]]:
    """Ids of envelopes, sent or chosen, and lookups of tickets."""
    found: dict[int, set[bytes]] = {}
    for person, row in rows:
        envelopes = [one["envelope"] for one in (*row["sent"], *row["rounds"]) if "envelope" in one]
        found.setdefault(person, set()).update([row["ticket"]["lookup"], *(name for _, name in envelopes)])
    return {person: sorted(names) for person, names in found.items()}


def _hashed(rows: Sequence[tuple[int, dict[str, Any]]]) -> dict[int, list[bytes]]:
    return {person: [cbor.encode(section) for section in row["person"].values()] for person, row in rows}


def _one(world: World, query: LiteralString, value: object) -> Any:  # noqa: ANN401 - a database's value
    with psycopg.connect(world.relay_settings.database_url.get_secret_value()) as database:
        ((found,),) = database.execute(query, (value,)).fetchall()
        return found
