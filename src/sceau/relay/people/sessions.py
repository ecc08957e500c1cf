"""Sessions of browsers: of who has proved something in a table of ours, of everybody else in the cookie itself.

The one idea: Django's session machinery (signed data, a new key at sign-in), written through the relay's own
connections, so that ending a membership is one DELETE in the transaction that ends it. The table knows a session by the
hash of its cookie. A stranger's session (token against forgery, challenge, language) is its cookie, signed: whoever has
proved nothing writes nothing here, however often he calls.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.core import signing
from django.middleware.csrf import CSRF_SESSION_KEY

from sceau.relay.relay import Relay

STRANGER_AGE: Final = timedelta(days=1)
"""How long a session lasts in which nobody signed in."""
FRESH: Final = timedelta(minutes=2)
"""How recent a sign-in must be to change the ways in, or to be given a half of a browser's key: a page asks at once."""
_LEFT: Final = timedelta(minutes=1)
"""How long a session is there still after a sign-in has begun the next one."""
MEMBER: Final = "member"
"""The session's entry with the member's number, in hexadecimal. Written at sign-in alone, when the key is new."""
OPERATOR: Final = "operator"
"""The same with an operator's (`sceau.relay.operators`): a session has one of the two at most."""
OFFERED: Final = "pro-sante-connect"
"""The session's entry with the places among which somebody chooses whom Pro Santé Connect has named."""
_KEPT: Final = frozenset({MEMBER, OPERATOR, OFFERED})
"""A session with one of these is a row."""
_SALT: Final = "sceau.relay.people.sessions"
_SIGNED: Final = ":"
"""Stands in every signed cookie, and in no key of a row."""


class SessionStore(SessionBase):
    """One browser's session. Django's interface; the stored data is signed with the derived SECRET_KEY."""

    _relay: Relay

    @classmethod
    def of(cls, relay: Relay) -> type["SessionStore"]:
        """The store that keeps its sessions in this relay's database: Django and allauth make one of a key alone."""
        return type(cls.__name__, (cls,), {"_relay": relay})

    def load(self) -> dict[str, Any]:
        if self._is_strangers:
            return self._opened()
        row = self._execute(_LOAD, {"key_hash": key_hash(self.session_key), "now": self._relay.clock.now()})
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])

    def exists(self, session_key: str) -> bool:
        return self._execute(_EXISTS, {"key_hash": key_hash(session_key)}) is not None

    def create(self) -> None:
        """32 random letters and digits never come twice: should they, the database refuses and so do we."""
        self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]  # the stubs lack it
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 (Django's signature)
        """UpdateError when the session was ended while this request ran: it stays ended."""
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # the stubs lack it
        if self._is_strangers and _KEPT.isdisjoint(data):
            self._session_key = signing.dumps(data, salt=_SALT, compress=True)
            return
        if self._is_strangers:
            self.create()
            return
        if self._execute(_CREATE if must_create else _UPDATE, self._row(data)) is None:
            raise UpdateError

    def get_expire_at_browser_close(self) -> bool:
        """Always: the row ends by itself, and a computer that is switched off should have no cookie left."""
        return True

    def leave(self) -> None:
        """Go on as a new session. For a moment the one there was stays: a stranger's, with its token against forgery.

        Whatever was asked with its cookie, and is answered after the sign-in, so has a session, and brings no cookie.
        """
        kept = {CSRF_SESSION_KEY: self[CSRF_SESSION_KEY]} if CSRF_SESSION_KEY in self else {}
        if not self._is_strangers:
            ends = self._relay.clock.now() + _LEFT
            left = {"key_hash": key_hash(self.session_key), "data": self.encode(kept), "expires_at": ends}
            self._execute(_LEAVE, left)
        self.clear()
        self._session_key = None

    def delete(self, session_key: str | None = None) -> None:
        self._execute(_DELETE, {"key_hash": key_hash(session_key or self.session_key)})

    @property
    def _is_strangers(self) -> bool:
        """Whether it is no row: it has no key yet, or is its own cookie."""
        return self.session_key is None or _SIGNED in self.session_key

    def _opened(self) -> dict[str, Any]:
        """What a stranger's cookie says; nothing when we did not sign it, or a day ago."""
        try:
            data: dict[str, Any] = signing.loads(self.session_key or "", salt=_SALT, max_age=STRANGER_AGE)
        except signing.BadSignature:
            self._session_key = None
            return {}
        return data

    def _row(self, data: dict[str, Any]) -> Mapping[str, object]:
        return {
            "key_hash": key_hash(self.session_key),
            "member": bytes.fromhex(data[MEMBER]) if MEMBER in data else None,
            "operator": bytes.fromhex(data[OPERATOR]) if OPERATOR in data else None,
            "data": self.encode(data),
            "expires_at": self.get_expiry_date(modification=self._relay.clock.now()),
        }

    def _execute(self, statement: str, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        with self._relay.pool.connection() as connection:
            return connection.execute(statement, values).fetchone()


def key_hash(session_key: str | None) -> bytes:
    """What the table knows a session by."""
    return sha256((session_key or "").encode()).digest()


_LOAD: Final = "SELECT data FROM session WHERE key_hash = %(key_hash)s AND expires_at > %(now)s"
_EXISTS: Final = "SELECT 1 FROM session WHERE key_hash = %(key_hash)s"
_CREATE: Final = """
INSERT INTO session (key_hash, member, operator, data, expires_at)
VALUES (%(key_hash)s, %(member)s, %(operator)s, %(data)s, %(expires_at)s) RETURNING 1
"""
_UPDATE: Final = """
UPDATE session SET data = %(data)s, expires_at = %(expires_at)s
WHERE key_hash = %(key_hash)s AND member IS NOT DISTINCT FROM %(member)s
    AND operator IS NOT DISTINCT FROM %(operator)s RETURNING 1
"""
_LEAVE: Final = """
UPDATE session SET member = NULL, operator = NULL, locked = false, data = %(data)s, expires_at = %(expires_at)s
WHERE key_hash = %(key_hash)s RETURNING 1
"""
_DELETE: Final = "DELETE FROM session WHERE key_hash = %(key_hash)s RETURNING 1"
