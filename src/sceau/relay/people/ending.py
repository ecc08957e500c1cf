"""What ends with a membership: its passkeys, its sessions, its account. SQL alone, so that the worker can do it."""

from sceau.web.database import Database


def close_account(connection: Database, member: bytes) -> None:
    """The membership's passkeys and account are gone, and whatever session they began. The caller commits.

    An operator's too, whose account is kept in the same way and whose sessions are its own affair.
    """
    forget_passkeys(connection, member)
    connection.execute("UPDATE membership SET account = NULL WHERE id = %s", (member,))
    connection.execute("DELETE FROM auth_user WHERE username = %s", (member.hex(),))


def forget_passkeys(connection: Database, member: bytes) -> int:
    """All passkeys of the membership are gone, and its sessions end; how many passkeys there were."""
    end_sessions(connection, member)
    return connection.execute(
        "DELETE FROM mfa_authenticator USING auth_user WHERE user_id = auth_user.id AND username = %s", (member.hex(),)
    ).rowcount


def end_sessions(connection: Database, member: bytes, *, but: bytes = b"") -> None:
    """The member's browsers are signed out, but the session of this hash. Who listens is told. The caller commits."""
    connection.execute("DELETE FROM session WHERE member = %s AND key_hash <> %s", (member, but))
    tell(connection)


def tell(connection: Database) -> None:
    """Whoever shows a board asks again who may see it: the live process listens on this channel."""
    connection.execute("SELECT pg_notify('sceau_counter', 'people')")
