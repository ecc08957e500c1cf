"""The register's chain of statements as this process has read it, from the pinned root on.

The one idea: the database holds the objects as received; each process replays them, all checks included, and afterwards
only what is new. Whoever writes to the database without the register's keys is not believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from sceau.envelope.signed import parse_object
from sceau.envelope.statements import SoftwareState, Statements
from sceau.web.database import Database


@dataclass(slots=True)
class StatementMirror:
    """`root_hash` is the pinned hash of the chain's first statement."""

    root_hash: bytes
    _statements: Statements = field(default_factory=Statements)
    _objects: list[bytes] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def read(self, connection: Database, *, length: int | None = None) -> Statements:
        """What the chain says now; reads only what this process has not seen. EnvelopeError if the chain is broken.

        `length`, when the caller knows how many statements are stored, spares asking for those that are not there.
        """
        if length is None or length > len(self._objects):
            self._catch_up(connection)
        return self._statements

    def objects(self, connection: Database) -> Sequence[bytes]:
        """The encoded statements, from the root."""
        self._catch_up(connection)
        return self._objects

    def _catch_up(self, connection: Database) -> None:
        with self._lock:
            rows = connection.execute(
                "SELECT statement FROM statement WHERE seq > %s ORDER BY seq", (self._statements.seq,)
            ).fetchall()
            for (data,) in rows:
                self._take(data)

    def _take(self, data: bytes) -> None:
        statement = parse_object(data, "statement")
        if not self._objects and statement.hash != self.root_hash:
            raise RuntimeError(
                "the mirrored statements do not begin with the pinned root: see SCEAU_RELAY_REGISTER_ROOT"
            )
        self._statements.extend(statement)
        self._objects.append(data)


def may_send(statements: Statements, software: str) -> bool:
    """Whether the register's public list lets this software send. Before it has published one, every software may."""
    if not statements.software:
        return True
    known = statements.software.get(software)
    return known is not None and known.state is SoftwareState.ACTIVE
