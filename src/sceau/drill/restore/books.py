"""What was acknowledged, compared with what both services hold, read from their databases; and their ledgers."""

import time
from collections.abc import Collection
from contextlib import suppress
from typing import Final

import psycopg

from sceau.drill.restore.report import Books
from sceau.ledger.checkpoint import parse_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.merkle import verify_consistency
from sceau.ledger.note import parse_note
from sceau.ledger.tree import consistency_proof
from sceau.relay.configuration import RelaySettings
from sceau.relay.reconciliation.commands import NotComparedError, reconcile
from sceau.web.ledger_store import read_checkpoint, tile_reader

_HELD: Final = {"relay": "SELECT id FROM envelope", "register": "SELECT id FROM registered"}
_TRIES: Final = 30
_WAITING: Final = "SELECT EXISTS (SELECT FROM outbox WHERE state = 'pending') OR EXISTS (SELECT FROM leaf_queue)"
_TWICE: Final = {
    "relay": "SELECT count(*) - count(DISTINCT (day, pharmacy, id)) FROM envelope",
    "register": """
        SELECT sum(count - 1) FROM (
            SELECT count(*) FROM registered GROUP BY id, pharmacy
            UNION ALL SELECT count(*) FROM record GROUP BY id, pharmacy
            UNION ALL SELECT sum(weight) FROM statistics_event GROUP BY id, pharmacy
        ) AS found WHERE count > 1
    """,
}


def missing(service: str, database: str, ids: Collection[bytes]) -> int:
    """How many of these the service's database does not hold."""
    with psycopg.connect(database) as connection:
        held = {bytes(one) for (one,) in connection.execute(_HELD[service].encode())}
    return sum(one not in held for one in ids)


def compare(relay: RelaySettings, register: str, ids: Collection[bytes]) -> Books:
    """Both databases as they are now, and what `sceau relay reconcile` says. `register`: its database."""
    ours = relay.database_url.get_secret_value()
    lost = max(missing("relay", ours, ids), missing("register", register, ids))
    twice = _twice("relay", ours) + _twice("register", register)
    return Books(len(ids), lost, twice, _differences(relay))


def is_settled(relay: str) -> bool:
    """Whether nothing waits for delivery, nor for its place in the relay's ledger."""
    with psycopg.connect(relay) as connection:
        row = connection.execute(_WAITING).fetchone()
    return row == (False,)


def published(database: str) -> bytes:
    """The newest checkpoint of a service's ledger."""
    with psycopg.connect(database) as connection:
        return read_checkpoint(connection)


def grew_from(database: str, note: bytes) -> bool:
    """Whether what was once published is a beginning of what the ledger holds now."""
    with psycopg.connect(database) as connection:
        now, then = (parse_checkpoint(parse_note(one).text) for one in (read_checkpoint(connection), note))
        try:
            proof = consistency_proof(then.size, now.size, tile_reader(connection))
            verify_consistency(then.size, now.size, proof, then.root, now.root)
        except LedgerError:
            return False
    return True


def _differences(relay: RelaySettings) -> int:
    """What the relay's reconciliation names. A register that has just returned may still answer 503 once or twice."""
    for _ in range(_TRIES):
        with suppress(NotComparedError):
            return sum(len(one.differences) for one in reconcile(relay, day=None, finess=None))
        time.sleep(1)
    return sum(len(one.differences) for one in reconcile(relay, day=None, finess=None))


def _twice(service: str, database: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute(_TWICE[service].encode()).fetchone()
    return int(row[0] or 0) if row else 0
