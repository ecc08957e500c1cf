"""A session begins, is locked, and ends.

The one idea: signing in is always a new session with a new key, also for who was signed in already. So unlocking,
taking over a colleague's locked computer and a first sign-in are one thing.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, cast

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.middleware.csrf import get_token

from sceau.relay.journal.entry import Action, write
from sceau.relay.people import passkeys
from sceau.relay.people.accounts import both
from sceau.relay.people.ending import tell
from sceau.relay.people.forms import Credential
from sceau.relay.people.members import Member, acting, holds
from sceau.relay.people.sessions import FRESH, MEMBER, SessionStore, key_hash
from sceau.relay.people.settings import BACKEND
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

LASTS: Final = timedelta(hours=12)
"""A session ends after a day's work, however busy it is."""
_SINCE: Final = "since"


def begin(request: RelayRequest, account: User, member: bytes) -> None:
    """Sign the member in at this browser: the session there was is nobody's any more, whoever's it was."""
    now = request.relay.clock.now()
    cast("SessionStore", request.session).leave()
    request.session[MEMBER] = member.hex()
    request.session[_SINCE] = int(now.timestamp())
    request.session.set_expiry(now + LASTS)
    login(request, account, backend=BACKEND)


def with_passkey(request: RelayRequest, credential: Credential) -> None:
    """Sign in whoever's passkey has answered; Refusal `sign-in-refused`, also when the membership holds no more."""
    now = request.relay.clock.now()
    with both() as connection:
        passkey = passkeys.check(request, connection, credential)
        member = passkeys.member_of(passkey)
        if not holds(connection, member, now):
            raise Refusal("sign-in-refused")
        passkey.record_usage()
        write(connection, at=now, actor=f"member-{member.hex()}", action=Action.SIGNED_IN, detail="passkey")
    begin(request, passkey.user, member)


def fresh(request: RelayRequest, connection: Database, *, within: timedelta = FRESH) -> Member:
    """Who is acting, signed in a moment ago; else Refusal `sign-in-again`: a session left open changes no passkey."""
    member = acting(request, connection)
    since = datetime.fromtimestamp(request.session.get(_SINCE, 0), UTC)
    if request.relay.clock.now() - since > within:
        raise Refusal("sign-in-again")
    return member


def lock(request: RelayRequest, connection: Database, member: Member) -> None:
    """The browser shows the board without names until somebody signs in. The caller commits."""
    connection.execute("UPDATE session SET locked = true WHERE key_hash = %s", (key_hash(request.session.session_key),))
    write(
        connection,
        at=request.relay.clock.now(),
        actor=member.actor,
        action=Action.COUNTER_LOCKED,
        pharmacy=member.pharmacy,
    )
    tell(connection)


def end(request: RelayRequest, connection: Database, member: Member) -> None:
    """Sign out at this browser. The caller commits, then takes the cookie away."""
    connection.execute("DELETE FROM session WHERE key_hash = %s", (key_hash(request.session.session_key),))
    write(
        connection, at=request.relay.clock.now(), actor=member.actor, action=Action.SIGNED_OUT, pharmacy=member.pharmacy
    )
    tell(connection)


def described(request: HttpRequest, member: Member) -> dict[str, object]:
    """The session as the browser reads it (`Session` of the counter's contracts), with the token against forgery."""
    found = {
        "signed_in": True,
        "csrf": get_token(request),
        "member": member.id.hex(),
        "name": member.name,
        "role": member.role.value,
        "rpps": member.rpps,
        "shop": {"finess": member.finess, "name": member.shop_name, "phone": member.phone},
        "locked": member.locked,
    }
    if member.until is not None:
        found["until"] = int(member.until.timestamp())
    if member.pharmacy is not None:
        found["pharmacy"] = member.pharmacy.hex()
    return found
