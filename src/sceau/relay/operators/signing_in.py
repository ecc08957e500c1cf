"""An operator makes a passkey with a link, signs in with it, and signs out: the people's machinery, another account."""

from datetime import timedelta
from typing import Any, Final, cast

from django.contrib.auth import login
from django.contrib.auth.models import User

from sceau.relay.journal.entry import Action, write
from sceau.relay.operators import accounts
from sceau.relay.operators.words import LANGUAGE
from sceau.relay.people import passkeys
from sceau.relay.people.accounts import both, owner_of
from sceau.relay.people.forms import Credential, NewPasskey
from sceau.relay.people.sessions import OPERATOR, SessionStore, key_hash
from sceau.relay.people.settings import BACKEND
from sceau.relay.requests import RelayRequest
from sceau.web.database import Database
from sceau.web.problems import Refusal

LASTS: Final = timedelta(hours=4)


def options(request: RelayRequest, token: str | None) -> dict[str, Any]:
    """What the browser asks an authenticator for, for whoever the link lets in; Refusal `link-invalid`."""
    with both() as connection:
        found = accounts.invited(connection, token or "", request.relay.clock.now())
        return passkeys.creation_options(owner_of(found.id))


def join(request: RelayRequest, form: NewPasskey) -> None:
    """The answer's passkey is the operator's only one; the link is used up, and signs its holder in."""
    kept, now = passkeys.check_new(request, form.credential), request.relay.clock.now()
    with both() as connection:
        found = accounts.invited(connection, form.token or "", now)
        account = _account(found.id)
        for earlier in passkeys.passkeys_of(account):
            earlier.delete()
        passkeys.add(account, form.label, kept)
        accounts.use_up(connection, found.id, account.pk)
        write(connection, at=now, actor=f"operator-{found.id.hex()}", action=Action.PASSKEY_ADDED)
    _begin(request, account, found.id)


def with_passkey(request: RelayRequest, credential: Credential) -> None:
    """Sign in whichever operator's passkey has answered; Refusal `sign-in-refused` for anybody else's."""
    now = request.relay.clock.now()
    with both() as connection:
        passkey = passkeys.check(request, connection, credential)
        operator = passkeys.member_of(passkey)
        if not accounts.holds(connection, operator):
            raise Refusal("sign-in-refused")
        passkey.record_usage()
        write(connection, at=now, actor=f"operator-{operator.hex()}", action=Action.SIGNED_IN, detail="passkey")
    _begin(request, passkey.user, operator)


def end(request: RelayRequest, connection: Database, operator: accounts.Operator) -> None:
    """Sign out at this browser. The caller commits, then takes the cookie away."""
    connection.execute("DELETE FROM session WHERE key_hash = %s", (key_hash(request.session.session_key),))
    write(connection, at=request.relay.clock.now(), actor=operator.actor, action=Action.SIGNED_OUT)


def _account(operator: bytes) -> User:
    account = owner_of(operator)
    if account.pk is None:
        account.set_unusable_password()
        account.save()
    return account


def _begin(request: RelayRequest, account: User, operator: bytes) -> None:
    now, chosen = request.relay.clock.now(), request.session.get(LANGUAGE)
    cast("SessionStore", request.session).leave()
    if chosen is not None:
        request.session[LANGUAGE] = chosen
    request.session[OPERATOR] = operator.hex()
    request.session.set_expiry(now + LASTS)
    login(request, account, backend=BACKEND)
