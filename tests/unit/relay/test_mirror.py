"""What a process has read of the register's statements: handed out once, it never changes under its reader."""

from collections.abc import Sequence
from typing import cast

import pytest
from tests.integration.running import PublishedRegister

from sceau.envelope.errors import EnvelopeError
from sceau.relay.statements.mirror import StatementMirror
from sceau.web.database import Database


class Stored:
    """The table of statements, as the mirror asks for it."""

    def __init__(self, objects: Sequence[bytes]) -> None:
        self.objects = list(objects)

    def execute(self, _query: str, values: tuple[int]) -> "Stored":
        self.after = values[0]
        return self

    def fetchall(self) -> list[tuple[bytes]]:
        return [(one,) for one in self.objects[self.after + 1 :]]


def database(stored: Stored) -> Database:
    return cast("Database", stored)


def test_what_was_handed_out_stays_as_it_was() -> None:
    register = PublishedRegister()
    stored = Stored(register.objects)
    mirror = StatementMirror(register.root_hash)
    before, objects = mirror.read(database(stored)), mirror.objects(database(stored))
    seq, length = before.seq, len(objects)
    register.publish_software({"made-up-lgo": "suspended"})
    stored.objects = register.objects
    assert mirror.read(database(stored)).seq == seq + 1
    assert (before.seq, len(objects)) == (seq, length)


def test_a_chain_that_breaks_half_way_is_not_half_believed() -> None:
    register = PublishedRegister()
    stored = Stored([*register.objects, register.objects[1]])
    mirror = StatementMirror(register.root_hash)
    for _ in range(2):
        with pytest.raises(EnvelopeError, match="bad-chain"):
            mirror.read(database(stored))
    stored.objects = register.objects
    assert mirror.read(database(stored)).seq == len(register.objects) - 1
