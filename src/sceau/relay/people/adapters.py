"""Where allauth asks us for passkeys: the name that they are made for, and whose they are."""

from typing import Final, cast

from allauth.core import context  # type: ignore[import-untyped]  # it has no types
from allauth.mfa.adapter import DefaultMFAAdapter  # type: ignore[import-untyped]  # the same
from django.contrib.auth.models import User

from sceau.relay.people.settings import relying_party
from sceau.relay.requests import RelayRequest


class Passkeys(DefaultMFAAdapter):  # type: ignore[misc]  # the same
    """A passkey is made for the host of the public URL, and shown with its owner's and the pharmacy's names."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": relying_party(_request().relay.settings), "name": "Sceau"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        member = bytes.fromhex(user.username)
        with _request().relay.pool.connection() as connection:
            ((name, shown),) = connection.execute(_NAMES, {"id": member}).fetchall()
        return {"id": member, "name": name, "display_name": shown}


def _request() -> RelayRequest:
    return cast("RelayRequest", context.request)


_NAMES: Final = """
SELECT membership.name, membership.name || ' – ' || shop.name FROM membership JOIN shop USING (finess) WHERE id = %(id)s
UNION ALL SELECT email, email || ' – Sceau' FROM operator WHERE id = %(id)s
"""
