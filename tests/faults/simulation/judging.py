"""What must hold once everything has arrived, read from both databases and from what the pharmacies were given.

The four invariants of the folder above, the relay's own reconciliation, and two that only a simulation sees: no write
by a worker whose lease another has taken, and the oldest first (`healing`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from tests.faults.invariants import COUNTED, LEDGER, LOST, TWICE, none_of, opened, read_ledger, same
from tests.faults.simulation.actors import Worker
from tests.faults.simulation.letters import DAY, Letter
from tests.faults.simulation.world import World

from sceau.client.spool import State
from sceau.envelope import signature
from sceau.envelope.acknowledgement import Status
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import sha256
from sceau.envelope.receipt import parse_receipt, verify_receipt
from sceau.envelope.statements import KeyRole, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import leaf_hash, tree_root
from sceau.register.keys.published import replay
from sceau.relay.ledger import ledger_signer
from sceau.relay.reconciliation.reconciling import reconcile_day
from sceau.web import ledger_store
from sceau.web.database import Database

LATE: Final = "no write after another took the lease"


def judge(world: World) -> None:
    """All of them. Raises Broken for the first that does not hold."""
    _nothing_is_lost(world)
    _nothing_is_twice(world)
    leaves = _ledgers_verify(world)
    _registered_is_counted(world, leaves)
    _books_agree(world)
    late = world.copies.rows("relay", "SELECT taker, writer FROM audit_late")
    none_of(LATE, "late writes", late)


def _acknowledged(world: World) -> Sequence[Letter]:
    return list(world.notebook.acknowledged.values())


def _nothing_is_lost(world: World) -> None:
    """What was answered 2xx is stored as it was sent, registered, and its pharmacy holds a receipt that verifies."""
    letters = _acknowledged(world)
    stored = dict(world.copies.rows("relay", "SELECT id, header FROM envelope"))
    none_of(LOST, "not stored as it was sent", (one for one in letters if stored.get(one.id) != one.header))
    accepted = world.copies.rows("register", "SELECT id, hash FROM registered WHERE accepted")
    registered = {(one, digest) for one, digest in accepted}
    none_of(LOST, "never registered", (one for one in letters if (one.id, one.new.hash) not in registered))
    states = {name: one.state for pharmacy in world.pharmacies for name, one in pharmacy.states().items()}
    none_of(LOST, "whose pharmacy does not know", (one for one in letters if states.get(one.name) != State.REGISTERED))
    none_of(LOST, "without a receipt that verifies", (one for one in letters if not _has_receipt(world, one)))


def _has_receipt(world: World, letter: Letter) -> bool:
    """It proves, offline, that this very envelope was accepted and stands in the register's ledger."""
    try:
        receipt = parse_receipt(world.notebook.receipts.get(letter.name, b""))
        word = verify_receipt(receipt, root_hash=world.ground.root_hash).acknowledgement
    except EnvelopeError:
        return False
    return word.hash == sha256(letter.header) and word.status is Status.ACCEPTED


def _nothing_is_twice(world: World) -> None:
    """One row, one record, one contribution each; accepted once, delivered once."""
    for service, tables in {"register": _AT_THE_REGISTER, "relay": _AT_THE_RELAY}.items():
        for table in tables:
            again = f"SELECT id FROM {table} GROUP BY id, pharmacy HAVING count(*) > 1"  # noqa: S608 (our tables)
            none_of(TWICE, f"in {table}", world.copies.rows(service, again))
    ((journalled, envelopes),) = world.copies.rows("relay", _ACCEPTED)
    same(TWICE, "accepted in the journal, and stored", journalled, envelopes)


def _ledgers_verify(world: World) -> list[list[bytes]]:
    """Both ledgers' leaves; each agrees with its tiles, and grew from every checkpoint that was ever seen."""
    statements = replay(world.copies.readers["register"], world.ground.root_hash)
    origin = ledger_origin(statements.domain)
    register = [Verifier(origin, key.pk) for key in statements.usable(KeyRole.LEDGER)]
    relay = [ledger_signer(world.ground.relay).verifier]
    seen = [note for (note,) in world.copies.rows("relay", "SELECT note FROM checkpoint")]
    return [_leaves(world, "register", register, seen), _leaves(world, "relay", relay, world.seen)]


def _leaves(world: World, service: str, verifiers: Sequence[Verifier], seen: Iterable[bytes]) -> list[bytes]:
    leaves = read_ledger(partial(_read, world.copies.readers[service]), verifiers)
    hashes = [leaf_hash(leaf) for leaf in leaves]
    for note in seen:
        checkpoint = opened(note, verifiers)
        same(LEDGER, "a root that was seen", checkpoint.root, tree_root(hashes[: checkpoint.size]))
    none_of(TWICE, f"in the {service}'s ledger", (leaf for leaf, count in Counter(leaves).items() if count > 1))
    return leaves


def _read(database: Database, path: str) -> bytes:
    if path == "checkpoint":
        return ledger_store.read_checkpoint(database)
    return ledger_store.read_tile_at(database, path)


def _registered_is_counted(world: World, leaves: Sequence[Sequence[bytes]]) -> None:
    """What the relay would bill (accepted, by the acknowledgements it holds) is what is registered and counted."""
    billed = _ids(world, "relay", "SELECT id FROM acknowledgement WHERE status = 'accepted'")
    registered = _ids(world, "register", "SELECT id FROM registered WHERE accepted")
    same(COUNTED, "billed, registered", billed, registered)
    same(COUNTED, "records, registered", _ids(world, "register", "SELECT id FROM record"), registered)
    same(COUNTED, "registered, acknowledged to a pharmacy", registered, {one.id for one in _acknowledged(world)})
    _corrections_count_once(world)
    proven = [set(part) for part in leaves]
    entries = [signature.leaf("envelope", one.header) for one in _acknowledged(world)]
    none_of(COUNTED, "no leaf", (leaf for leaf in entries for part in proven if leaf not in part))


def _corrections_count_once(world: World) -> None:
    """A corrected result counts once: its contribution is taken back when its correction's is given."""
    weights = dict(world.copies.rows("register", _WEIGHTS))
    corrected = _ids(world, "register", "SELECT target FROM correction")
    standing = _ids(world, "register", "SELECT id FROM registered WHERE accepted") - corrected
    same(COUNTED, "counted, standing", {one for one, weight in weights.items() if weight == 1}, standing)
    none_of(COUNTED, "counted otherwise than once", (one for one, weight in weights.items() if weight not in (0, 1)))


def _books_agree(world: World) -> None:
    """The relay's own comparison with the register finds no envelope that differs."""

    def compare(worker: Worker) -> None:
        compared = reconcile_day(worker.relay.pool, worker.register, DAY, world.time.now())
        none_of(COUNTED, "that the relay's reconciliation names", compared.differences)
        acknowledged = {one.id for one in _acknowledged(world)}
        same(COUNTED, "reconciled", sum(line.registered for line in compared.lines), len(acknowledged))

    world.with_worker("worker 1", compare)


def _ids(world: World, service: str, query: str) -> set[bytes]:
    return {one for (one,) in world.copies.rows(service, query)}


_AT_THE_REGISTER: Final = ("registered", "record")
_AT_THE_RELAY: Final = ("envelope", "acknowledgement")
_ACCEPTED: Final = """
SELECT (SELECT coalesce(sum(count), 0)::bigint FROM journal WHERE action = 'envelopes-accepted'),
       (SELECT count(*) FROM envelope)
"""
_WEIGHTS: Final = "SELECT id, sum(weight)::int FROM statistics_event GROUP BY id, pharmacy"
