"""The register's chain of statements as this process has read it, from the pinned root on.

The one idea: the database holds the objects as received; each process replays them, all checks included, and afterwards
only what is new. Whoever writes to the database without the register's keys is not believed.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from threading import Lock

from sceau.envelope.signed import parse_object
from sceau.envelope.statements import SoftwareState, Statements
from sceau.web.database import Database


@dataclass(slots=True)
class StatementMirror:
    """`root_hash` is the pinned hash of the chain's first statement. What is handed out is never changed."""

    root_hash: bytes
    _known: tuple[Statements, tuple[bytes, ...]] = field(default_factory=lambda: (Statements(), ()))
    _lock: Lock = field(default_factory=Lock)

    def read(self, connection: Database, *, length: int | None = None) -> Statements:
        """What the chain says now; reads only what this process has not seen. EnvelopeError if the chain is broken.

        `length`, when the caller knows how many statements are stored, spares asking for those that are not there.
        """
        statements, objects = self._known
        if length is None or length > len(objects):
            statements, _ = self._catch_up(connection)
        return statements

    def objects(self, connection: Database) -> Sequence[bytes]:
        """The encoded statements, from the root."""
        return self._catch_up(connection)[1]

    def _catch_up(self, connection: Database) -> tuple[Statements, tuple[bytes, ...]]:
        with self._lock:
            statements, objects = self._known
            rows = connection.execute(
                "SELECT statement FROM statement WHERE seq > %s ORDER BY seq", (statements.seq,)
            ).fetchall()
            if rows:
                new = tuple(data for (data,) in rows)
                self._known = self._extended(statements, new), objects + new
            return self._known

    def _extended(self, statements: Statements, new: Sequence[bytes]) -> Statements:
        grown = deepcopy(statements)
        for data in new:
            grown.extend(parse_object(data, "statement"))
            if grown.root_hash != self.root_hash:
                raise RuntimeError(
                    "the mirrored statements do not begin with the pinned root: see SCEAU_RELAY_REGISTER_ROOT"
                )
        return grown


def may_send(statements: Statements, software: str) -> bool:
    """Whether the register's public list lets this software send. Before it has published one, every software may."""
    if not statements.software:
        return True
    known = statements.software.get(software)
    return known is not None and known.state is SoftwareState.ACTIVE
