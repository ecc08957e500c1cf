"""Writing the pharmacy's log through a session: its genesis, people's keys, devices, epochs (`spec/keys.md` §2).

The one idea: an entry, whose key it is, the journal and the leaf are one transaction; so what the relay believes of
people and what the log says of keys never part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sceau.envelope.pharmacy_log import Operation, PharmacyLog
from sceau.relay.counter import access_keys, key_requests
from sceau.relay.counter.access_keys import AccessKey
from sceau.relay.counter.changes import What, next_change
from sceau.relay.counter.rights import Entry, require_rights
from sceau.relay.journal.entry import Action, write
from sceau.relay.people.members import Member
from sceau.relay.people.permissions import may_manage_members, require
from sceau.relay.pharmacies.cache import stored_entries
from sceau.relay.pharmacies.extending import Extension, bring_log, extend_log
from sceau.relay.relay import Relay
from sceau.web.database import Database
from sceau.web.problems import Refusal


@dataclass(frozen=True, slots=True)
class Appending:
    """Entries to write, and whose the access keys are that they add: each of these once."""

    entries: Sequence[bytes]
    keys: Sequence[AccessKey] = ()


@dataclass(frozen=True, slots=True)
class _Growth:
    """What a log was and what it got."""

    log: PharmacyLog
    before: Sequence[Entry]
    new: Sequence[Entry]
    keys: Sequence[AccessKey]


def append(relay: Relay, connection: Database, member: Member, appending: Appending) -> int:
    """Write the entries; number of the log's last. Those it has are repeated without harm.

    EnvelopeError of `PharmacyLog`; Refusal `not-allowed`, `other-finess`, `keys-without-owner`, `epoch-missing`,
    `unknown-member`. The caller commits.
    """
    now = relay.clock.now()
    extension = _extend(relay, connection, member, appending.entries)
    if extension.added:
        entries = [Entry.read(entry) for entry in stored_entries(connection, extension.log.pharmacy)]
        before, new = entries[: -extension.added], entries[-extension.added :]
        growth = _Growth(extension.log, before, new, appending.keys)
        _check(connection, member, growth, now)
        _record(connection, member, growth, now)
    return extension.log.seq


def _extend(relay: Relay, connection: Database, member: Member, entries: Sequence[bytes]) -> Extension:
    """A shop's first log is brought whole: begun here, or with other software before."""
    statements, now = relay.statements.read(connection), relay.clock.now()
    ((pharmacy,),) = connection.execute(_LOCKED_SHOP, (member.finess,)).fetchall()
    if pharmacy is not None:
        return extend_log(connection, pharmacy, entries, statements=statements, now=now)
    require(may_manage_members, member)
    extension = bring_log(connection, entries, statements=statements, now=now)
    if extension.log.finess != member.finess:
        raise Refusal("other-finess")
    if not extension.added:  # logs are public: only a member can write the next entry
        raise Refusal("log-not-extended")
    connection.execute(_BEGIN, (extension.log.pharmacy, member.finess))
    return extension


def _check(connection: Database, member: Member, growth: _Growth, now: datetime) -> None:
    keys, new = growth.keys, growth.new
    if sorted(key.sign for key in keys) != sorted(entry.added for entry in new if entry.added is not None):
        raise Refusal("keys-without-owner", "body.access_keys")
    if _epoch_is_missing(new):
        raise Refusal("epoch-missing", "body.entries")
    access_keys.require_members(connection, member.finess, keys, now)
    owners = {**access_keys.owners(connection, growth.log.pharmacy), **{key.sign: key.member for key in keys}}
    require_rights(new, member=member, owners=owners, before=growth.before)


def _epoch_is_missing(new: Sequence[Entry]) -> bool:
    """Whether a key was removed and no epoch came after it: whoever held it has the seed still."""
    after_removal = False
    for entry in new:
        after_removal = (after_removal or entry.removed is not None) and entry.operation is not Operation.EPOCH
    return after_removal


def _record(connection: Database, member: Member, growth: _Growth, now: datetime) -> None:
    """Whose the keys are, who waits no longer, the journal, and the change that the others hear of."""
    pharmacy, holders = growth.log.pharmacy, {key.sign: key.member.hex() for key in growth.keys}
    access_keys.add(connection, pharmacy, growth.keys, now)
    in_72_hours = {entry.added for entry in growth.new if entry.operation is Operation.RECOVERY and entry.added}
    access_keys.keep_only(connection, pharmacy, {*growth.log.at(int(now.timestamp())).members, *in_72_hours})
    key_requests.answered(connection, [key.member for key in growth.keys])
    for entry in growth.new:
        detail = holders[entry.added] if entry.added is not None else ""
        action = _ACTIONS[entry.operation]
        write(connection, at=now, actor=member.actor, action=action, detail=detail, pharmacy=pharmacy)
    next_change(connection, pharmacy, What.KEYS)


_ACTIONS: Final = {
    Operation.GENESIS: Action.PHARMACY_BEGUN,
    Operation.MEMBER_ADDED: Action.ACCESS_KEY_ADDED,
    Operation.MEMBER_REMOVED: Action.ACCESS_KEY_REMOVED,
    Operation.DEVICE_ADDED: Action.DEVICE_ADDED,
    Operation.DEVICE_REMOVED: Action.DEVICE_REMOVED,
    Operation.EPOCH: Action.EPOCH_BEGUN,
    Operation.RECOVERY: Action.RECOVERY_BEGUN,
}
_LOCKED_SHOP: Final = "SELECT pharmacy FROM shop WHERE finess = %s FOR UPDATE"
_BEGIN: Final = "UPDATE shop SET pharmacy = %s WHERE finess = %s"
