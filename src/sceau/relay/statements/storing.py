"""Bringing the register's statements and enrolments in: checked from the pinned root on, then stored as received."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.envelope.signed import OBJECT_LIMIT, parse_object
from sceau.envelope.statements import Statements
from sceau.relay.journal.entry import Action, write
from sceau.relay.statements.mirror import StatementMirror
from sceau.web.database import Database


def store_statements(
    connection: Database, objects: Sequence[bytes], *, root_hash: bytes, now: datetime, by: str
) -> int:
    """Extend the mirrored chain with a longer one; returns how many statements are new. The caller commits.

    `objects` is the whole chain from the root. EnvelopeError `rollback` if it is not an extension of what is here.
    """
    connection.execute("LOCK TABLE statement IN SHARE ROW EXCLUSIVE MODE")
    known = StatementMirror(root_hash).objects(connection)
    Statements.replay(objects, root_hash=root_hash)
    if list(objects[: len(known)]) != list(known):
        raise EnvelopeError("rollback", "statement")
    new = list(enumerate(objects))[len(known) :]
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO statement (seq, statement) VALUES (%s, %s)", new)
    if new:
        write(connection, at=now, actor=by, action=Action.STATEMENTS_MIRRORED, count=len(new))
    return len(new)


def store_enrolments(
    connection: Database, objects: Sequence[bytes], *, statements: Statements, now: datetime, by: str
) -> int:
    """Store published enrolment keys, each signed by the register's signer; returns how many are new."""
    new = sum(_store_enrolment(connection, data, statements) for data in objects)
    if new:
        write(connection, at=now, actor=by, action=Action.ENROLMENTS_MIRRORED, count=new)
    return new


def published_enrolments(connection: Database, finess: str, statements: Statements) -> dict[bytes, str]:
    """The enrolment keys that the register published for a FINESS, their signatures checked: key → FINESS."""
    rows = connection.execute("SELECT enrolment FROM enrolment WHERE finess = %s", (finess,)).fetchall()
    return dict(_believed(data, statements) for (data,) in rows)


def _store_enrolment(connection: Database, data: bytes, statements: Statements) -> int:
    key, finess = _believed(data, statements)
    return connection.execute(
        "INSERT INTO enrolment (pk, finess, enrolment) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (key, finess, data)
    ).rowcount


def _believed(data: bytes, statements: Statements) -> tuple[bytes, str]:
    """Key and FINESS of one enrolment object. EnvelopeError `not-signed` unless the register's signer signed it."""
    enrolment = parse_object(data, "enrolment")
    statements.enrol(enrolment)
    body: Any = cbor.decode(enrolment.body, limit=OBJECT_LIMIT)
    return body["pk"], body["finess"]
