"""Passkeys are added and taken away: by somebody whom a link lets in, or by a member signed in a moment ago."""

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth.models import User

from sceau.relay.journal.entry import Action, write
from sceau.relay.people import accounts, ending, invitations, passkeys
from sceau.relay.people.forms import NewPasskey
from sceau.relay.people.members import Member
from sceau.relay.people.permissions import may_keep_own_keys, require
from sceau.relay.people.sessions import FRESH, key_hash
from sceau.relay.people.signing_in import begin, fresh
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

_TOUCHED: Final = FRESH + timedelta(minutes=2)
"""How recent the sign-in must be when a new passkey's answer comes: whoever was asked in time looks for it first."""


def options(request: RelayRequest, token: str | None) -> dict[str, Any]:
    """What the browser asks an authenticator for: a passkey of whoever the link lets in, or of the member signed in."""
    with accounts.both() as connection:
        if token is None:
            return passkeys.creation_options(_owner(_member(request, connection)))
        found = invitations.invited(connection, token, request.relay.clock.now())
        return passkeys.creation_options(accounts.owner_of(found.member))


def add(request: RelayRequest, form: NewPasskey) -> None:
    """The answer's passkey is one more of the member's. A link is used up by it, and signs its holder in."""
    kept = passkeys.check_new(request, form.credential)
    if form.token is not None:
        _join(request, form.token, form.label, kept)
        return
    with accounts.both() as connection:
        member = _member(request, connection, within=_TOUCHED)
        passkeys.add(_owner(member), form.label, kept)
        write(
            connection,
            at=request.relay.clock.now(),
            actor=member.actor,
            action=Action.PASSKEY_ADDED,
            pharmacy=member.pharmacy,
        )


def remove(request: RelayRequest, number: int) -> None:
    """One of the member's passkeys is gone, and every other browser where he is signed in must sign in again.

    Refusal `not-found`, or `last-passkey` when there would be no other way in.
    """
    with accounts.both() as connection:
        member = _member(request, connection)
        connection.execute(_ONE_BY_ONE, (member.id,))
        kept = {one.pk: one for one in passkeys.passkeys_of(_owner(member))}
        if number not in kept:
            raise Refusal("not-found")
        if len(kept) == 1 and not (member.rpps and request.relay.settings.psc_issuer):
            raise Refusal("last-passkey")
        kept[number].delete()
        ending.end_sessions(connection, member.id, but=key_hash(request.session.session_key))
        write(
            connection,
            at=request.relay.clock.now(),
            actor=member.actor,
            action=Action.PASSKEY_REMOVED,
            pharmacy=member.pharmacy,
        )


def _join(request: RelayRequest, token: str, label: str, kept: dict[str, Any]) -> None:
    now = request.relay.clock.now()
    with accounts.both() as connection:
        found = invitations.invited(connection, token, now)
        if found.account is not None:  # all were lost, and whoever finds one must not get in
            ending.forget_passkeys(connection, found.member)
        account = accounts.open_account(connection, found.member)
        passkeys.add(account, label, kept)
        invitations.use_up(connection, found.member)
        actor = f"member-{found.member.hex()}"
        write(connection, at=now, actor=actor, action=Action.LINK_USED)
        write(connection, at=now, actor=actor, action=Action.PASSKEY_ADDED)
    begin(request, account, found.member)


def _member(request: RelayRequest, connection: Database, *, within: timedelta = FRESH) -> Member:
    member = fresh(request, connection, within=within)
    require(may_keep_own_keys, member)
    return member


def _owner(member: Member) -> User:
    return accounts.owner_of(member.id)


_ONE_BY_ONE: Final = "SELECT FROM membership WHERE id = %s FOR NO KEY UPDATE"
"""Of two removals at once the second sees the first: else both would leave the other, and together none."""
