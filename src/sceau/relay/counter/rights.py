"""Who may write which entry of the log through a session (`spec/keys.md` §2).

The one idea: the log itself refuses what no member's key signed. Here, besides, the key must be of whoever is signed
in, and only the titular pharmacist writes about somebody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sceau.envelope import cbor
from sceau.envelope.pharmacy_log import Operation
from sceau.envelope.signed import OBJECT_LIMIT, parse_object
from sceau.relay.people.members import Member
from sceau.relay.people.permissions import may_manage_members, may_write_items
from sceau.web.problems import Refusal


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry that the log has taken, so that its fields are those of its operation."""

    operation: Operation
    body: Mapping[str, Any]
    signers: frozenset[bytes]

    @classmethod
    def read(cls, data: bytes) -> Self:
        signed = parse_object(data)
        body: Any = cbor.decode(signed.body, limit=OBJECT_LIMIT)
        return cls(Operation(body["op"]), body, frozenset(key for key, _ in signed.signatures))

    @property
    def added(self) -> bytes | None:
        """The access key that it adds, of now or in 72 hours."""
        with_member = (Operation.GENESIS, Operation.MEMBER_ADDED, Operation.RECOVERY)
        return self.body["member"]["sign"] if self.operation in with_member else None

    @property
    def removed(self) -> bytes | None:
        """The access key that it removes."""
        return self.body["member"] if self.operation is Operation.MEMBER_REMOVED else None


def require_rights(
    new: Sequence[Entry], *, member: Member, owners: Mapping[bytes, bytes], before: Sequence[Entry]
) -> None:
    """Refusal `not-allowed` unless the member may write each; `owners` counts the keys that these entries add.

    `before` is the log until then: it says who added a device.
    """
    known = list(before)
    for entry in new:
        if not (_signed_by(entry, member, owners) and _may_write(entry, member, owners, known)):
            raise Refusal("not-allowed")
        known.append(entry)


def _signed_by(entry: Entry, member: Member, owners: Mapping[bytes, bytes]) -> bool:
    """Nobody writes with a colleague's key. A key without a known owner, of other software, the titular may use."""
    signers = {owners.get(key, member.id if may_manage_members(member) else b"") for key in entry.signers}
    return signers == {member.id}


def _may_write(entry: Entry, member: Member, owners: Mapping[bytes, bytes], known: Sequence[Entry]) -> bool:
    if may_manage_members(member):
        return True
    match entry.operation:
        case Operation.MEMBER_ADDED:
            return owners.get(entry.body["member"]["sign"]) == member.id
        case Operation.MEMBER_REMOVED:
            return owners.get(entry.body["member"]) == member.id
        case Operation.DEVICE_REMOVED:
            return any(_added_by(one, entry.body["device"], member, owners) for one in known)
        case Operation.DEVICE_ADDED | Operation.EPOCH:  # a reader's browser sends nothing, and is no device
            return entry.operation is Operation.EPOCH or may_write_items(member)
    return False


def _added_by(entry: Entry, device: bytes, member: Member, owners: Mapping[bytes, bytes]) -> bool:
    added = entry.operation is Operation.DEVICE_ADDED and entry.body["device"] == device
    return added and _signed_by(entry, member, owners)
