"""What must hold after whatever happened, read from both databases and from the public tiles of both ledgers.

The one idea: one function for every fault, so that none is judged by what its author thought of.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import httpx2
from tests.faults.pharmacy import Letter, bytes_of
from tests.faults.world import World

from sceau.envelope import cbor, signature
from sceau.envelope.acknowledgement import Status
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.kdf import sha256
from sceau.envelope.receipt import parse_receipt, verify_receipt
from sceau.envelope.signature import public_key
from sceau.envelope.statements import KeyRole, Statements, ledger_origin
from sceau.ledger.checkpoint import Checkpoint, open_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.keys import Verifier
from sceau.ledger.merkle import leaf_hash, tree_root
from sceau.ledger.tiles import ENTRIES, TILE_WIDTH, changed_tiles, parse_entries

LOST: Final = "acknowledged and lost"
TWICE: Final = "registered twice"
LEDGER: Final = "the ledger verifies"
COUNTED: Final = "registered = counted"


class Broken(AssertionError):
    """An invariant that does not hold: which, and in how many cases; never whose."""

    def __init__(self, invariant: str, what: str, count: int = 1) -> None:
        super().__init__(f"{invariant}: {what}")
        self.invariant = invariant
        self.count = count


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The leaves of both, read once, each checked against its checkpoint and its tiles."""

    register: list[bytes]
    relay: list[bytes]
    verifiers: list[Verifier]
    """The register's."""

    @classmethod
    def read(cls, world: World) -> "Ledgers":
        verifiers = _register_verifiers(world)
        register = read_ledger(partial(_get, world.ground.register_url), verifiers)
        relay = read_ledger(partial(_get, world.ground.relay_url), [_relay_verifier(world)])
        return cls(register, relay, verifiers)


def check(world: World) -> None:
    """All four, once nothing waits for delivery. Raises Broken. Relay and register must be running."""
    ledgers = Ledgers.read(world)
    nothing_is_lost(world)
    nothing_is_twice(world, ledgers)
    ledger_only_grew(world, ledgers)
    registered_is_counted(world, ledgers)


def nothing_is_lost(world: World) -> None:
    """What was answered 2xx is stored as it was sent, under its ticket, and delivered, or its pharmacy is told."""
    letters = world.notebook.acknowledged.values()
    stored = dict(world.relay_rows("SELECT id, header FROM envelope"))
    none_of(LOST, "not stored as it was sent", (one for one in letters if stored.get(one.id) != one.header))
    told = _ids(world.relay_rows("SELECT id FROM acknowledgement UNION ALL SELECT id FROM outbox WHERE state = 'dead'"))
    none_of(LOST, "neither delivered nor given up", (one for one in letters if one.id not in told))
    tickets = dict(world.relay_rows("SELECT lookup, ids FROM ticket"))
    none_of(LOST, "not under its ticket, once", (one for one in letters if tickets.get(one.lookup) != [one.id]))


def nothing_is_twice(world: World, ledgers: Ledgers) -> None:
    """One row, one leaf, one count, each."""
    for table in ("registered", "record", "statistics_event"):
        rows = world.register_rows(f"SELECT id FROM {table} GROUP BY id, pharmacy HAVING count(*) > 1")  # noqa: S608 (our tables)
        none_of(TWICE, f"in {table}", rows)
    for leaves in (ledgers.register, ledgers.relay):
        none_of(TWICE, "in a ledger", (leaf for leaf, count in Counter(leaves).items() if count > 1))
    [(journalled, envelopes)] = world.relay_rows(
        "SELECT (SELECT coalesce(sum(count), 0)::bigint FROM journal WHERE action = 'envelopes-accepted'),"
        " (SELECT count(*) FROM envelope)"
    )
    same(TWICE, "accepted in the journal, and stored", journalled, envelopes)


def ledger_only_grew(world: World, ledgers: Ledgers) -> None:
    """Every checkpoint that the relay ever saw is the root of a beginning of what is there now."""
    hashes = [leaf_hash(leaf) for leaf in ledgers.register]
    for (note,) in world.relay_rows("SELECT note FROM checkpoint"):
        checkpoint = opened(note, ledgers.verifiers)
        same(LEDGER, "a root that was seen", checkpoint.root, tree_root(hashes[: checkpoint.size]))


def registered_is_counted(world: World, ledgers: Ledgers) -> None:
    """Registered, acknowledged, proven and counted are the same envelopes."""
    acknowledged = _ids(world.relay_rows("SELECT id FROM acknowledgement WHERE status = 'accepted'"))
    registered = _ids(world.register_rows("SELECT id FROM registered WHERE accepted"))
    same(COUNTED, "acknowledged at the relay, registered", acknowledged, registered)
    same(COUNTED, "records", _ids(world.register_rows("SELECT id FROM record WHERE counted")), registered)
    counted = _ids(world.register_rows("SELECT id FROM statistics_event GROUP BY id HAVING sum(weight) = 1"))
    same(COUNTED, "counted", counted, registered)
    letters = [one for one in world.notebook.acknowledged.values() if one.id in registered]
    same(COUNTED, "registered, with and without a 2xx to the pharmacy", len(registered), len(letters))
    leaves = [{*ledgers.register}, {*ledgers.relay}]
    none_of(COUNTED, "no leaf", (one for one in letters for part in leaves if _leaf(one) not in part))
    _check_receipts(world, letters)


def _leaf(letter: Letter) -> bytes:
    return signature.leaf("envelope", letter.header)


def _check_receipts(world: World, letters: Sequence[Letter]) -> None:
    for start in range(0, len(letters), 1000):
        part = letters[start : start + 1000]
        for letter, answer in zip(part, world.client.follow(part), strict=True):
            _check_receipt(letter, answer, world.ground.root_hash)


def _check_receipt(letter: Letter, answer: dict[str, Any], root_hash: bytes) -> None:
    """What the pharmacy is given proves, offline, that this very envelope was accepted and stands in the ledger."""
    if answer.get("state") != "registered":
        raise Broken(COUNTED, "registered, and its pharmacy is told otherwise")
    try:
        verified = verify_receipt(parse_receipt(bytes_of(answer["receipt"])), root_hash=root_hash)
    except EnvelopeError as error:
        raise Broken(COUNTED, f"a receipt that does not verify ({error.code})") from None
    same(COUNTED, "a receipt's envelope", verified.acknowledgement.hash, sha256(letter.header))
    same(COUNTED, "a receipt's status", verified.acknowledgement.status, Status.ACCEPTED)


def _register_verifiers(world: World) -> list[Verifier]:
    answer = httpx2.get(f"{world.ground.register_url}/keys")
    buffer = bytearray(answer.raise_for_status().content)
    statements = Statements.replay(cbor.split_sequence(buffer, limit=65_536), root_hash=world.ground.root_hash)
    origin = ledger_origin(statements.domain)
    return [Verifier(origin, key.pk) for key in statements.usable(KeyRole.LEDGER)]


def _relay_verifier(world: World) -> Verifier:
    key = public_key(bytes.fromhex(world.ground.relay_settings["SCEAU_RELAY_LEDGER_SEED"]))
    return Verifier(ledger_origin(world.ground.relay_url.removeprefix("http://")), key)


def read_ledger(read: Callable[[str], bytes], verifiers: Sequence[Verifier]) -> list[bytes]:
    """Every leaf of a ledger, from its public tiles, each compared with what its leaves give. `read` takes a path."""
    checkpoint = opened(read("checkpoint"), verifiers)
    rows: dict[int, list[bytes]] = {level: [] for level in range(ENTRIES, 8)}
    for tile in changed_tiles(0, checkpoint.size):
        data = read(tile.path)
        if tile.level == ENTRIES:
            entries = parse_entries(data)
            rows[ENTRIES] += entries
            rows[0] += map(leaf_hash, entries)
            continue
        part = rows[tile.level][tile.index * TILE_WIDTH :][: tile.width]
        same(LEDGER, f"a tile of level {tile.level}", data, b"".join(part))
        if tile.width == TILE_WIDTH:
            rows[tile.level + 1].append(tree_root(part))
    same(LEDGER, "the root", checkpoint.root, tree_root(rows[0]))
    return rows[ENTRIES]


def opened(note: bytes, verifiers: Sequence[Verifier]) -> Checkpoint:
    """A checkpoint of the ledger whose keys these are. Raises Broken."""
    try:
        return open_checkpoint(note, verifiers)
    except LedgerError as error:
        raise Broken(LEDGER, f"a checkpoint that is not the ledger's ({type(error).__name__})") from None


def _get(url: str, path: str) -> bytes:
    answer = httpx2.get(f"{url}/ledger/{path}")
    if not answer.is_success:
        raise Broken(LEDGER, f"a tile or checkpoint that is not there ({answer.status_code})")
    return answer.content


def _ids(rows: Collection[tuple[Any, ...]]) -> frozenset[bytes]:
    return frozenset(one for (one,) in rows)


def none_of(invariant: str, what: str, found: Iterable[object]) -> None:
    """Raises Broken, with how many there are."""
    count = sum(1 for _ in found)
    if count:
        raise Broken(invariant, f"{count} {what}", count)


def same(invariant: str, what: str, found: object, expected: object) -> None:
    """Raises Broken, with by how much numbers differ."""
    if found != expected:
        if isinstance(found, int) and isinstance(expected, int):
            raise Broken(invariant, f"{what} differ ({found}, {expected})", abs(found - expected))
        raise Broken(invariant, f"{what} differ")
