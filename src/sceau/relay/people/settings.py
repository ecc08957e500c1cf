"""Django's settings for people: sessions, CSRF, accounts and Pro Santé Connect.

The one idea: nobody has a password, so none leaks, is guessed or reset; and no secret is added to `token_secret`.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from sceau.envelope.kdf import kdf
from sceau.relay.configuration import RelaySettings
from sceau.relay.people.claims import LEVEL
from sceau.relay.people.members import COOKIE
from sceau.relay.people.sessions import STRANGER_AGE

BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"
PRO_SANTE_CONNECT: Final = "psc"
"""The provider's name in addresses."""
_APPS: Final = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "allauth",
    "sceau.relay.people.apps.Accounts",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]


def with_people(base: dict[str, Any], relay: RelaySettings) -> dict[str, Any]:
    """The service's settings, and those that sessions and accounts need."""
    return {
        **base,
        "INSTALLED_APPS": [*_APPS, *base["INSTALLED_APPS"]],
        "MIDDLEWARE": [*base["MIDDLEWARE"], "sceau.relay.people.middleware.PeopleMiddleware"],
        "DATABASES": {"default": {**base["DATABASES"]["default"], "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}},
        "SECRET_KEY": kdf(relay.token_secret.get_secret_value().encode(), "sceau/relay/django/v1").hex(),
        **_SESSIONS,
        "CSRF_TRUSTED_ORIGINS": [relay.public_url],
        **_ACCOUNTS,
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": urlsplit(relay.public_url).scheme,  # TLS ends before us
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": _providers(relay)}},
    }


def _providers(relay: RelaySettings) -> list[dict[str, Any]]:
    if not relay.psc_issuer:
        return []
    return [
        {
            "provider_id": PRO_SANTE_CONNECT,
            "name": "Pro Santé Connect",
            "client_id": relay.psc_client_id,
            "secret": relay.psc_client_secret.get_secret_value(),
            "settings": {
                "server_url": relay.psc_issuer,
                "scope": ["openid", "scope_all"],
                # Whoever stands at the counter proves himself anew: an open session elsewhere unlocks nothing here.
                "auth_params": {"acr_values": LEVEL, "prompt": "login"},
            },
        }
    ]


def relying_party(relay: RelaySettings) -> str:
    """The name that passkeys are made for: the host, without a port."""
    return urlsplit(relay.public_url).hostname or ""


_SESSIONS: Final[dict[str, Any]] = {
    "SESSION_ENGINE": "sceau.relay.people.sessions",
    "SESSION_COOKIE_NAME": COOKIE,
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PATH": "/",
    "SESSION_COOKIE_AGE": int(STRANGER_AGE.total_seconds()),
    "CSRF_USE_SESSIONS": True,
    "CSRF_FAILURE_VIEW": "sceau.relay.people.middleware.csrf_refused",
}
_ACCOUNTS: Final[dict[str, Any]] = {
    "AUTHENTICATION_BACKENDS": [BACKEND],
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_RATE_LIMITS": False,  # by address: all callers have the proxy's. What can be guessed is limited by us
    "MFA_ADAPTER": "sceau.relay.people.adapters.Passkeys",
    "MFA_SUPPORTED_TYPES": ["webauthn"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "SOCIALACCOUNT_ADAPTER": "sceau.relay.people.pro_sante_connect_views.Arriving",
    "SOCIALACCOUNT_STORE_TOKENS": False,
    "SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX": "",
}
