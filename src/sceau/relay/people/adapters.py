"""Where allauth asks us: the name that passkeys are made for, and who a Pro Santé Connect sign-in is."""

from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter  # type: ignore[import-untyped]  # it has no types
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter  # type: ignore[import-untyped]  # the same
from django.conf import settings

from sceau.relay.people.settings import relying_party


class Passkeys(DefaultMFAAdapter):  # type: ignore[misc]  # the same
    """The relying party is the host of the public URL, whatever a request calls it."""

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": relying_party(settings.RELAY), "name": "Sceau"}


class ProSanteConnect(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the same
    """Nothing of a sign-in is kept: neither account nor token."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:  # noqa: ANN401, ARG002 (its signature)
        return False
