"""The two services agree on what travels between them: the relay's own reader, on a real register's answers."""

from hashlib import sha256

from tests.integration.register.pharmacies import Letter, Pharmacy, made_up_record
from tests.integration.register.world import World

from sceau.envelope import cbor
from sceau.envelope.statements import KeyRole, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.relay.delivery.answers import Acknowledged, Deferred, RegisterKeys, Sent, read_answers
from sceau.relay.delivery.register import Register
from sceau.relay.reconciliation import books
from sceau.relay.reconciliation.reconciling import agree
from sceau.web.clock import SystemClock


def keys_of(world: World) -> RegisterKeys:
    statements, domain = world.statements(), world.settings.domain
    ledger = [Verifier(ledger_origin(domain), key.pk) for key in statements.usable(KeyRole.LEDGER)]
    return RegisterKeys(domain, [key.pk for key in statements.usable(KeyRole.ACK)], ledger)


def read(world: World, *letters: Letter) -> list[Acknowledged | Deferred]:
    response = world.post("/intake", b"".join(letter.data for letter in letters))
    items = list(cbor.split_sequence(bytearray(response.content), limit=65_536))
    headers = [(letter.sealed.envelope.header, letter.delivery.header_bytes) for letter in letters]
    sent = [Sent((header.day, header.pharmacy, header.id), data) for header, data in headers]
    return read_answers(items, sent, keys_of(world))


def test_the_relay_believes_what_was_accepted_rejected_deferred_and_repeated(world: World, pharmacy: Pharmacy) -> None:
    broken = made_up_record()
    broken["source"]["professional"]["rpps"] = "01234567866"
    first, rejected = pharmacy.seal(made_up_record()), pharmacy.seal(broken)
    waiting = pharmacy.seal(made_up_record(), corrects=bytes(16))
    read(world, first)
    answers = read(world, first, rejected, waiting, pharmacy.seal(made_up_record()))
    said = [one.code if isinstance(one, Deferred) else one.status for one in answers]
    assert said == ["accepted", "rejected", "correction-waits", "accepted"]


def test_the_relays_own_digest_of_a_day_is_the_registers(world: World, pharmacy: Pharmacy) -> None:
    letters = [pharmacy.seal(made_up_record()) for _ in range(3)]
    world.send(*letters)
    header = letters[0].sealed.envelope.header
    register = Register(world.url, world.credentials, SystemClock())
    theirs = books.their_day(register, header.day)[header.pharmacy]
    ids = books.their_pharmacy(register, header.day, header.pharmacy)
    register.close()
    own = books.Own(accepted=3, delivered=3, digest=sha256(b"".join(sorted(letter.id for letter in letters))).digest())
    assert (sorted(ids), agree(own, theirs), theirs.registered) == (sorted(letter.id for letter in letters), True, 3)
