"""The pharmacy's people: who they are, inviting, changing a role or a last day, ending a membership.

The one idea: what a person may read is decided by the log, what he may do here by the membership. Ending both is one
request (`end_membership` beside the entries that remove the keys); an invitation or a role changes nothing in the log.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sceau.relay.journal.entry import WORKER, Action, write
from sceau.relay.people import ending, invitations
from sceau.relay.people.forms import Invitation, MemberChange
from sceau.relay.people.members import HOLDS, Member, Role
from sceau.web.database import Database
from sceau.web.problems import Refusal


def members_of(connection: Database, finess: str, now: datetime) -> list[dict[str, object]]:
    """Everybody of the pharmacy, with their access keys. Who has ended is shown while a key of his is in the log."""
    rows = connection.execute(_MEMBERS, {"finess": finess, "now": now}).fetchall()
    keys: dict[bytes, list[dict[str, str]]] = {}
    for member, sign, kind, label in connection.execute(_KEYS, (finess,)).fetchall():
        keys.setdefault(member, []).append({"sign": sign.hex(), "kind": kind, "label": label})
    return [_described(row, keys.get(row[0], [])) for row in rows if row[5] or row[0] in keys]


def invite(connection: Database, form: Invitation, *, by: Member, now: datetime) -> tuple[bytes, str]:
    """A membership nobody has joined yet; its number and its link's token. The caller commits."""
    until = _moment(form.until, now)
    member = invitations.new_member(
        connection, finess=by.finess, name=form.name, role=form.role, rpps=form.rpps or "", until=until, now=now
    )
    write(
        connection,
        at=now,
        actor=by.actor,
        action=Action.MEMBER_INVITED,
        detail=f"{member.hex()} {form.role}",
        pharmacy=by.pharmacy,
    )
    return member, invitations.new_token(connection, member, now)


def withdraw(connection: Database, member: bytes, *, by: Member, now: datetime) -> None:
    """An invitation that nobody has used is gone; Refusal `member-state` for one that was. The caller commits."""
    before = _locked(connection, member, by)
    if before.ended or before.account is not None:
        raise Refusal("member-state")
    connection.execute("DELETE FROM membership WHERE id = %s", (member,))
    write(
        connection,
        at=now,
        actor=by.actor,
        action=Action.INVITATION_WITHDRAWN,
        detail=member.hex(),
        pharmacy=by.pharmacy,
    )


def change(connection: Database, member: bytes, form: MemberChange, *, by: Member, now: datetime) -> None:
    """Another role, another last day, at once: tokens given under the old ones stop. The caller commits.

    A client that the operator suspended stays, and goes on refusing.
    Refusal `unknown-member`, `member-state` for one that has ended (who comes back is invited), `last-titular`.
    """
    before = _locked(connection, member, by)
    if before.ended:
        raise Refusal("member-state")
    role = form.role or before.role
    until = _moment(form.until, now) if "until" in form.model_fields_set else before.until
    if before.is_titular and (role is not Role.TITULAR or until is not None):
        _require_another_titular(connection, member, by.finess, now)
    connection.execute("UPDATE membership SET role = %s, until = %s WHERE id = %s", (role.value, until, member))
    connection.execute("DELETE FROM client WHERE member = %s AND state = 'active'", (member,))
    ending.tell(connection)
    write(
        connection,
        at=now,
        actor=by.actor,
        action=Action.MEMBER_CHANGED,
        detail=f"{member.hex()} {role}",
        pharmacy=by.pharmacy,
    )


def end_membership(connection: Database, member: bytes, *, by: Member, now: datetime) -> None:
    """From the commit on nothing can be done in this member's name: sessions, links, passkeys and tokens are gone.

    For the transaction that writes the removal of the member's access keys, and their successor epoch, to the log; for
    one whose last day has passed too. Refusal `unknown-member`, `last-titular`. The caller commits.
    """
    if _locked(connection, member, by).is_titular:
        _require_another_titular(connection, member, by.finess, now)
    connection.execute("DELETE FROM access_key WHERE member = %s", (member,))
    _end(connection, member, now)
    write(connection, at=now, actor=by.actor, action=Action.MEMBERSHIP_ENDED, detail=member.hex(), pharmacy=by.pharmacy)


def end_expired(connection: Database, now: datetime) -> int:
    """The same for memberships past their last day, whose keys the log has still; how many. The caller commits."""
    past = connection.execute(_EXPIRED, (now,)).fetchall()
    for (member,) in past:
        _end(connection, member, now)
        write(connection, at=now, actor=WORKER, action=Action.MEMBERSHIP_ENDED, detail=member.hex())
    return len(past)


def _end(connection: Database, member: bytes, now: datetime) -> None:
    ending.close_account(connection, member)
    invitations.use_up(connection, member)
    connection.execute("UPDATE client SET state = 'suspended' WHERE member = %s", (member,))
    connection.execute("UPDATE membership SET ended_at = coalesce(ended_at, %s) WHERE id = %s", (now, member))


@dataclass(frozen=True, slots=True)
class _Standing:
    role: Role
    account: int | None
    until: datetime | None
    ended: bool

    @property
    def is_titular(self) -> bool:
        """Who has joined as one, and has not left."""
        return self.role is Role.TITULAR and self.account is not None


def _locked(connection: Database, member: bytes, by: Member) -> _Standing:
    """One of the pharmacy's, while nobody else changes its people; Refusal `unknown-member`."""
    connection.execute("SELECT FROM shop WHERE finess = %s FOR UPDATE", (by.finess,))
    row = connection.execute(_STANDING, (member, by.finess)).fetchone()
    if row is None:
        raise Refusal("unknown-member")
    return _Standing(Role(row[0]), *row[1:])


def _require_another_titular(connection: Database, member: bytes, finess: str, now: datetime) -> None:
    """Somebody else who has joined, without a last day, is titular; Refusal `last-titular`."""
    if connection.execute(_OTHERS, {"member": member, "finess": finess, "now": now}).fetchone() is None:
        raise Refusal("last-titular")


def _moment(seconds: int | None, now: datetime) -> datetime | None:
    if seconds is None:
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    if moment <= now:
        raise Refusal("bad-field", "body.until")
    return moment


def _described(row: tuple[Any, ...], keys: list[dict[str, str]]) -> dict[str, object]:
    member, name, role, until, joined, holds, rpps = row
    state = "ended" if not holds else "invited" if not joined else "active" if keys else "keys-awaited"
    last_day = {} if until is None else {"until": int(until.timestamp())}
    person = {"id": member.hex(), "name": name, "role": role, "rpps": rpps, "state": state}
    return {**person, "access_keys": keys, **last_day}


_MEMBERS: Final = f"""
SELECT id, name, role, until, account IS NOT NULL, {HOLDS}, rpps FROM membership WHERE finess = %(finess)s
ORDER BY invited_at, id
"""  # noqa: S608 (both parts are constants)
_KEYS: Final = """
SELECT member, sign, kind, label FROM access_key JOIN membership ON id = member WHERE finess = %s ORDER BY added_at
"""
_STANDING: Final = (
    "SELECT role, account, until, ended_at IS NOT NULL FROM membership WHERE id = %s AND finess = %s FOR UPDATE"
)
_OTHERS: Final = f"""
SELECT FROM membership WHERE finess = %(finess)s AND id <> %(member)s AND role = 'titular' AND account IS NOT NULL
AND until IS NULL AND {HOLDS}
"""
_EXPIRED: Final = "SELECT id FROM membership WHERE until <= %s AND ended_at IS NULL FOR UPDATE SKIP LOCKED"
