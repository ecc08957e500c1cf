"""Bringing the register's statements and enrolments in: checked from the pinned root on, then stored as received."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any, Final

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
    if list(objects) == list(known):
        return 0
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
    """Store published enrolment keys that the register's signer vouches for; returns how many are new, or signed anew.

    One that is void (its signer was revoked) keeps nobody waiting: the register signs it again. Those that are here
    already are not verified again: they come every few seconds, all of them.
    """
    known = set(read_enrolments(connection))
    new = sum(_store_enrolment(connection, data, statements) for data in objects if data not in known)
    if new:
        write(connection, at=now, actor=by, action=Action.ENROLMENTS_MIRRORED, count=new)
    return new


def read_enrolments(connection: Database) -> list[bytes]:
    """Every enrolment that is mirrored, encoded, as received."""
    return [data for (data,) in connection.execute("SELECT enrolment FROM enrolment ORDER BY finess, pk")]


def published_enrolments(connection: Database, finess: str, statements: Statements) -> dict[bytes, str]:
    """The enrolment keys that the register published for a FINESS and that hold now: key → FINESS."""
    rows = connection.execute("SELECT enrolment FROM enrolment WHERE finess = %s", (finess,)).fetchall()
    return dict(believed for (data,) in rows if (believed := _believed(data, statements)) is not None)


def _store_enrolment(connection: Database, data: bytes, statements: Statements) -> int:
    believed = _believed(data, statements)
    return 0 if believed is None else connection.execute(_STORE_ENROLMENT, (*believed, data)).rowcount


def _believed(data: bytes, statements: Statements) -> tuple[bytes, str] | None:
    """Key and FINESS of one enrolment object; None unless a signer of the register that is not revoked signed it."""
    believing = copy(statements)
    believing.enrolments = {}  # its own: other threads read the statements that were handed out
    try:
        enrolment = parse_object(data, "enrolment")
        believing.enrol(enrolment)
    except EnvelopeError:
        return None
    body: Any = cbor.decode(enrolment.body, limit=OBJECT_LIMIT)
    return body["pk"], body["finess"]


_STORE_ENROLMENT: Final = """
INSERT INTO enrolment AS known (pk, finess, enrolment) VALUES (%s, %s, %s)
ON CONFLICT (pk) DO UPDATE SET enrolment = excluded.enrolment
WHERE known.finess = excluded.finess AND known.enrolment <> excluded.enrolment
"""
