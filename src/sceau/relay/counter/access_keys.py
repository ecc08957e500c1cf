"""Whose each access key of a pharmacy's log is: the log knows keys, the relay knows members (`spec/keys.md` §2, §3)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self

from sceau.envelope.fields import Field, array, exactly, take, text
from sceau.relay.people.members import HOLDS
from sceau.web.database import Database
from sceau.web.problems import Refusal


class Kind(StrEnum):
    """Where its secret comes from."""

    PASSKEY = "passkey"
    KIT = "kit"
    BROWSER = "browser"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """`sign` as in the log, `member` who holds the secret."""

    sign: bytes
    member: bytes
    kind: Kind
    label: str

    @classmethod
    def parse(cls, value: object, path: str) -> Self:
        """EnvelopeError, or Refusal `bad-field`."""
        fields = take(value, path, _SHAPE)
        return cls(fields["sign"], fields["member"], kind_of(fields["kind"], path), fields["label"])


def parse_keys(value: object) -> list[AccessKey]:
    return [AccessKey.parse(one, f"body.access_keys.{at}") for at, one in enumerate(array(value, _PATH, 0, 256))]


def kind_of(name: str, path: str) -> Kind:
    """Refusal `bad-field` for a kind that there is not."""
    if name not in set(Kind):
        raise Refusal("bad-field", f"{path}.kind")
    return Kind(name)


def owners(connection: Database, pharmacy: bytes) -> dict[bytes, bytes]:
    """Signing key → member, of the keys whose owner is known."""
    return dict(connection.execute("SELECT sign, member FROM access_key WHERE pharmacy = %s", (pharmacy,)).fetchall())


def add(connection: Database, pharmacy: bytes, keys: Iterable[AccessKey], now: datetime) -> None:
    """The caller commits."""
    rows = [(key.sign, pharmacy, key.member, key.kind.value, key.label, now) for key in keys]
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, rows)


def keep_only(connection: Database, pharmacy: bytes, members: Collection[bytes]) -> None:
    """Forget those that the log no longer has. The caller commits."""
    connection.execute("DELETE FROM access_key WHERE pharmacy = %s AND NOT sign = ANY(%s)", (pharmacy, list(members)))


def require_members(connection: Database, finess: str, keys: Iterable[AccessKey], now: datetime) -> None:
    """Every owner is one of the pharmacy's people now; Refusal `unknown-member`."""
    wanted = {key.member for key in keys}
    found = connection.execute(_MEMBERS, {"finess": finess, "now": now, "members": list(wanted)}).fetchall()
    if {member for (member,) in found} != wanted:
        raise Refusal("unknown-member")


def holds_any(connection: Database, member: bytes) -> bool:
    """Whether a key of the member is in the log still."""
    return connection.execute("SELECT FROM access_key WHERE member = %s LIMIT 1", (member,)).fetchone() is not None


_PATH: Final = "body.access_keys"
_SHAPE: Final[Mapping[str, Field]] = {
    "sign": exactly(32),
    "member": exactly(16),
    "kind": text(16),
    "label": text(64),
}
_ADD: Final = """
INSERT INTO access_key (sign, pharmacy, member, kind, label, added_at) VALUES (%s, %s, %s, %s, %s, %s)
"""
_MEMBERS: Final = f"""
SELECT id FROM membership WHERE finess = %(finess)s AND {HOLDS} AND id = ANY(%(members)s)
"""  # noqa: S608 (both parts are constants)
