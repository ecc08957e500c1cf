"""Two things stolen at once: which pairs expose whom. Measured and printed, in no sum: here nothing is promised.

The one idea: do it as the thief would, with the product's own functions, and search what comes out.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import Final, LiteralString

import psycopg

from sceau.client.http import Connection
from sceau.client.tickets import open_ticket
from sceau.demo.notices import KEYS
from sceau.drill.files import folder_pieces
from sceau.drill.streams import Piece
from sceau.drill.theft import Component, Scene
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.enrol import epoch_seed
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.header import Role, parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.open import open_copy, open_slip
from sceau.envelope.ticket import parse_link
from sceau.envelope.wire import Delivery, parse_delivery
from sceau.notifier.keys import SlipKeys
from sceau.register.at_rest import open_contribution, open_statistics_key
from sceau.register.desk.reading import show
from sceau.register.keys.monthly import STATISTICS_PART
from sceau.web.key_folder import KeyFolder

_PATIENT: Final = "SELECT header, signature, patient_copy FROM envelope WHERE patient_copy IS NOT NULL"
_MOVED: Final = "SELECT e.header, e.signature, r.sealed FROM reissue r JOIN envelope e USING (day, id)"
_PHARMACY: Final = "SELECT header, signature, pharmacy_copy FROM envelope"
_REGISTER: Final = """
SELECT e.header, e.signature, o.register_copy, o.kid FROM outbox o JOIN envelope e USING (day, pharmacy, id)
"""
_SLIPS: Final = "SELECT e.header, e.signature, n.slip FROM notice n JOIN envelope e USING (day, pharmacy, id)"
_CONTRIBUTIONS: Final = """
SELECT r.pharmacy, r.id, r.contribution, b.batch, b.statistics_kid, b.statistics_key
FROM record r JOIN batch b USING (month, batch)
"""


def pairs(scene: Scene) -> list[Component]:
    """Each pair, and what it opens."""
    relay, register = scene.cluster("relay"), scene.cluster("register")
    keys = scene.world.folder / "register-keys"
    thefts = {
        "ticket + birth date": _tickets_and_dates,
        "relay database + tickets": _database_and_tickets,
        "relay database + pharmacy's kit": _database_and_kit,
        "relay database + register's epoch seeds": _database_and_epochs,
        "relay database + notifier's seeds": _database_and_notifier,
        "client's computer + pharmacy's kit": _computer_and_kit,
        "register database + officer's kit": _desk,
        "register database + counter's seeds": _contributions,
        "register database + deduplication keys": lambda _: chain(
            register.row_pieces(), folder_pieces(keys / "intake/deduplication")
        ),
        "relay database + register database": lambda _: chain(relay.row_pieces(), register.row_pieces()),
        "relay database + client's computer": lambda _: chain(
            relay.row_pieces(), folder_pieces(scene.world.installation.home)
        ),
    }
    return [Component(name, partial(theft, scene)) for name, theft in thefts.items()]


def _tickets_and_dates(scene: Scene) -> Iterator[Piece]:
    """Who has both is, for the design, the person herself."""
    with Connection(scene.world.relay) as connection:
        for person, link in scene.day.links.items():
            born = scene.day.people[person].born.isoformat()
            for result in open_ticket(link, born=born, connection=connection):
                yield Piece("patient copy", cbor.encode(result.sections))


def _database_and_tickets(scene: Scene) -> Iterator[Piece]:
    """The link alone opens the copy: the birth date guards the relay's door, not its disk."""
    copies = _rows(scene, "relay", _PATIENT) + _rows(scene, "relay", _MOVED)
    for link in scene.day.links.values():
        ticket, _ = parse_link(link)
        for header, signature, sealed in copies:
            yield from _opened(Delivery(header, signature, sealed), Role.PATIENT, ticket.seed)


def _database_and_kit(scene: Scene) -> Iterator[Piece]:
    """What is of another pharmacy stays sealed."""
    seeds = _epoch_seeds(scene)
    for header, signature, sealed in _rows(scene, "relay", _PHARMACY):
        kid = parse_header(header).copy(Role.PHARMACY).kid or b""
        if kid in seeds:
            yield from _opened(Delivery(header, signature, sealed), Role.PHARMACY, seeds[kid])


def _database_and_epochs(scene: Scene) -> Iterator[Piece]:
    """Until the grace period ends, copies that the register has are still in the outbox."""
    keys = KeyFolder(scene.world.folder / "register-keys")
    for header, signature, sealed, kid in _rows(scene, "relay", _REGISTER):
        seed = keys.read(f"intake/epochs/{kid.hex()}")
        yield from _opened(Delivery(header, signature, sealed), Role.REGISTER, seed)


def _database_and_notifier(scene: Scene) -> Iterator[Piece]:
    """Addresses of those who still wait to be told."""
    keys = SlipKeys.of(scene.world.folder / KEYS)
    for header, signature, slip in _rows(scene, "relay", _SLIPS):
        seed = keys.seed(parse_header(header).copy(Role.NOTIFIER).kid or b"")
        yield Piece("slip", open_slip(Delivery(header, signature, slip), seed).address.encode())


def _computer_and_kit(scene: Scene) -> Iterator[Piece]:
    """Its credentials fetch what the kit opens, until its device is removed from the pharmacy's log."""
    seeds = _epoch_seeds(scene)
    with Connection(scene.world.relay) as connection:
        relay = scene.world.installation.relay(connection)
        for one in (one for ids in scene.day.ids.values() for one in ids):
            delivery = parse_delivery(relay.pharmacy_copy(scene.day.day, one))
            kid = parse_header(delivery.header_bytes).copy(Role.PHARMACY).kid or b""
            yield from _opened(delivery, Role.PHARMACY, seeds[kid])


def _desk(scene: Scene) -> Iterator[Piece]:
    kit = Kit.parse(scene.world.officer)
    with psycopg.connect(scene.cluster("register").url) as database:
        for one in (one for ids in scene.day.ids.values() for one in ids):
            for shown in show(database, envelope_id=one, kit=kit, now=datetime.now(UTC)):
                yield Piece("desk", cbor.encode(shown.sections))
        database.rollback()  # a thief leaves nothing in the journal


def _contributions(scene: Scene) -> Iterator[Piece]:
    """Age band, sex, département and result of an envelope: nobody's name, but her result, to whoever knows its id."""
    keys = KeyFolder(scene.world.folder / "register-keys")
    for pharmacy, one, sealed, batch, kid, sealed_key in _rows(scene, "register", _CONTRIBUTIONS):
        key = open_statistics_key(keys.read(f"{STATISTICS_PART}/{kid.hex()}"), batch, sealed_key)
        opened = open_contribution(key, pharmacy, one, sealed)
        yield Piece("contribution", one + repr(opened).encode())


def _rows(scene: Scene, service: str, query: LiteralString) -> list[tuple[bytes, ...]]:
    with psycopg.connect(scene.cluster(service).url) as database:
        return database.execute(query).fetchall()


def _opened(delivery: Delivery, role: Role, seed: bytes) -> Iterator[Piece]:
    """What a copy says; nothing when the seed is not its reader's."""
    try:
        opened = open_copy(delivery, role, seed, reissued_hash=sha256(delivery.copy))
    except EnvelopeError:
        return
    yield Piece(f"{role} copy", cbor.encode(opened.sections))


def _epoch_seeds(scene: Scene) -> dict[bytes, bytes]:
    log, kit = scene.world.installation.trusted().log, Kit.parse(scene.world.kit)
    return {epoch.kid: epoch_seed(log, epoch, kit) for epoch in log.epochs}
