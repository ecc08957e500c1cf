"""A service's ledger over HTTP (C2SP tlog-tiles, `spec/ledger.md` §5), the same for both."""

from typing import Final

from django.http import HttpResponse

from sceau.web import cosigning, ledger_store
from sceau.web.database import Pool
from sceau.web.problems import Refusal

_FOREVER: Final = "public, max-age=31536000, immutable"
_MINUTES: Final = "public, max-age=600"
_SECONDS: Final = "public, max-age=2"


def checkpoint(pool: Pool) -> HttpResponse:
    """The newest signed checkpoint."""
    with pool.connection() as connection:
        return note(ledger_store.read_checkpoint(connection))


def witnessed(pool: Pool) -> HttpResponse:
    """The newest checkpoint that witnesses have cosigned, seconds behind; Refusal `not-found` before the first."""
    with pool.connection() as connection:
        return note(cosigning.read_witnessed(connection))


def note(text: bytes | None) -> HttpResponse:
    """A signed note; Refusal `not-found` when there is none."""
    if text is None:
        raise Refusal("not-found")
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": _SECONDS})


def tile(pool: Pool, path: str) -> HttpResponse:
    """A tile or a bundle; a full one never changes, a partial one is soon not asked for any more."""
    with pool.connection() as connection:
        data = ledger_store.read_tile_at(connection, f"tile/{path}")
    kept = _FOREVER if ledger_store.is_full(f"tile/{path}") else _MINUTES
    return HttpResponse(data, content_type="application/octet-stream", headers={"Cache-Control": kept})
