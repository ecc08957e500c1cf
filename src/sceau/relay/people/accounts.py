"""Members' accounts: the rows of Django and allauth that own passkeys, and ours, changed in one transaction.

The one idea: an account is nothing but an owner of passkeys. It has no name, no address and no password, and its user
name is the membership's random number, which is also what the passkeys know it by (the user handle).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import connection as django_connection
from django.db import transaction

from sceau.web.database import Database


@contextmanager
def both() -> Iterator[Database]:
    """A transaction on Django's connection: what allauth writes and what we write holds or falls together."""
    with transaction.atomic():
        django_connection.ensure_connection()
        yield cast("Any", django_connection).connection


def owner_of(member: bytes) -> User:
    """The account of a membership, or a new one that is not stored yet."""
    found = User.objects.filter(username=member.hex()).first()
    return found or User(username=member.hex())


def open_account(connection: Database, member: bytes) -> User:
    """The membership's account, made when it has none. Within `both`."""
    owner = owner_of(member)
    if owner.pk is None:
        owner.set_unusable_password()
        owner.save()
        connection.execute("UPDATE membership SET account = %s WHERE id = %s", (owner.pk, member))
    return owner
