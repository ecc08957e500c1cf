"""The chain of statements as published: remembered by each process, extended by one writer at a time (keys.md §1).

The one idea: nothing goes into the table that does not replay. The hash of the first statement lies in the keys folder,
so that a database put in place of ours is refused.
"""

import copy
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from sceau.envelope import signature
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.signed import SignedObject, parse_object, sign_object
from sceau.envelope.statements import Kind, Statements
from sceau.register.ledger import enqueue
from sceau.web.database import Database

ROOT_HASH: Final = "intake/root"
"""Name in the keys folder of the pinned hash."""
_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtext('sceau statement'))"


class PublishedStatements:
    """What one process knows of the chain. What is handed out is never changed."""

    def __init__(self, root_hash: bytes) -> None:
        self._root_hash = root_hash
        self._statements = Statements()
        self._lock = threading.Lock()

    def current(self, database: Database) -> Statements:
        """The chain as it stands in the database now; `rollback` when it is another chain."""
        newest = database.execute("SELECT coalesce(max(seq), -1) FROM statement").fetchone()
        if newest is not None and newest[0] != self._statements.seq:
            with self._lock:
                self._statements = _extended(database, self._statements, self._root_hash)
        return self._statements


def read_statements(database: Database, *, after: int = -1) -> list[bytes]:
    """Encoded statements, in order."""
    rows = database.execute("SELECT encoded FROM statement WHERE seq > %s ORDER BY seq", [after])
    return [row[0] for row in rows]


def replay(database: Database, root_hash: bytes) -> Statements:
    """The whole chain, checked from the pinned root."""
    return _extended(database, Statements(), root_hash)


def publish(
    database: Database,
    *,
    root_hash: bytes,
    make: Callable[[Statements], tuple[Kind, Mapping[str, object]]],
    time: int,
    seeds: Iterable[bytes],
) -> SignedObject:
    """Sign and append one statement in the caller's transaction; its leaf waits for the ledger.

    `make` gives the kind and its own fields from the chain so far; `time` in seconds since 1970. EnvelopeError when the
    chain does not allow it.
    """
    database.execute(_LOCK)
    statements = replay(database, root_hash)
    kind, fields = make(statements)
    statement = sign_object(kind, {**statements.next_body(time), **fields}, *seeds)
    statements.extend(statement)
    insert(database, statements.seq, kind, statement)
    return statement


def insert(database: Database, seq: int, kind: Kind, statement: SignedObject) -> None:
    database.execute(
        "INSERT INTO statement (seq, kind, hash, encoded) VALUES (%s, %s, %s, %s)",
        [seq, kind.value, statement.hash, statement.encode()],
    )
    enqueue(database, [signature.leaf(kind, statement.body)])


def _extended(database: Database, statements: Statements, root_hash: bytes) -> Statements:
    extended = copy.deepcopy(statements)
    for encoded in read_statements(database, after=statements.seq):
        extended.extend(parse_object(encoded, "statement"))
        if extended.root_hash != root_hash:
            raise EnvelopeError("rollback", "statement")
    if extended.seq < 0 or extended.seq < statements.seq:
        raise EnvelopeError("rollback", "statement")
    return extended
