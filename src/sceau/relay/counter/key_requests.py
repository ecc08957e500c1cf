"""A member without keys asks for them: the titular pharmacist compares six words, and adds them to the log.

The one idea: what is asked for here is believed by nobody. The words that two people compare are of these keys.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sceau.envelope import cbor
from sceau.envelope.fields import Field, array, exactly, take, text
from sceau.envelope.signature import check_key
from sceau.relay.counter.access_keys import kind_of
from sceau.relay.counter.acting import Counter
from sceau.relay.counter.changes import What, next_change
from sceau.relay.journal.entry import Action, write
from sceau.relay.people.members import HOLDS, Member
from sceau.web.database import Database

LIMIT: Final = 32_768
_MOST: Final = 8


def ask(connection: Database, member: Member, keys: object, now: datetime) -> None:
    """Note the keys in place of any asked for before. EnvelopeError, Refusal `bad-field`."""
    asked = [_asked_key(key, f"body.keys.{at}") for at, key in enumerate(array(keys, "body.keys", 1, _MOST))]
    if member.pharmacy is not None:
        next_change(connection, member.pharmacy, What.KEYS)
    connection.execute(_ASK, (member.id, cbor.encode(asked), now))
    action, pharmacy = Action.KEYS_REQUESTED, member.pharmacy
    write(connection, at=now, actor=member.actor, action=action, count=len(asked), pharmacy=pharmacy)


def asked(counter: Counter) -> list[dict[str, object]]:
    """Who asks for which keys, in the pharmacy of whoever looks."""
    rows = counter.connection.execute(_LIST, {"finess": counter.member.finess, "now": counter.now}).fetchall()
    return [
        {"member": member, "name": name, "role": role, "keys": cbor.decode(keys, limit=LIMIT)}
        for member, name, role, keys in rows
    ]


def answered(connection: Database, members: Sequence[bytes]) -> None:
    """These members' keys are in the log. The caller commits."""
    connection.execute("DELETE FROM key_request WHERE member = ANY(%s)", (list(members),))


def _asked_key(key: object, path: str) -> dict[str, Any]:
    fields = take(key, path, _KEY)
    check_key(fields["sign"], f"{path}.sign")
    kind_of(fields["kind"], path)
    return fields


_KEY: Final[dict[str, Field]] = {"sign": exactly(32), "kem": exactly(1216), "kind": text(16), "label": text(64)}
_ASK: Final = """
INSERT INTO key_request (member, keys, at) VALUES (%s, %s, %s)
ON CONFLICT (member) DO UPDATE SET keys = excluded.keys, at = excluded.at
"""
_LIST: Final = f"""
SELECT membership.id, name, role, keys FROM key_request JOIN membership ON membership.id = key_request.member
WHERE finess = %(finess)s AND {HOLDS} ORDER BY at
"""  # noqa: S608 (both parts are constants)
