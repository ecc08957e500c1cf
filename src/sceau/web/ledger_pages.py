"""A service's ledger over HTTP (C2SP tlog-tiles, `spec/ledger.md` §5), the same for both."""

from typing import Final

from django.http import HttpResponse

from sceau.web import cosigning, ledger_store
from sceau.web.database import Pool
from sceau.web.problems import Refusal

_FOREVER: Final = "public, max-age=31536000, immutable"


def checkpoint(pool: Pool) -> HttpResponse:
    """The newest signed checkpoint."""
    with pool.connection() as connection:
        note = ledger_store.read_checkpoint(connection)
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


def witnessed(pool: Pool) -> HttpResponse:
    """The newest checkpoint that witnesses have cosigned, seconds behind; Refusal `not-found` before the first."""
    with pool.connection() as connection:
        note = cosigning.read_witnessed(connection)
    if note is None:
        raise Refusal("not-found")
    return HttpResponse(note, content_type="text/plain; charset=utf-8")


def tile(pool: Pool, path: str) -> HttpResponse:
    """A tile or a bundle; a full one never changes."""
    with pool.connection() as connection:
        data = ledger_store.read_tile_at(connection, f"tile/{path}")
    response = HttpResponse(data, content_type="application/octet-stream")
    if ledger_store.is_full(f"tile/{path}"):
        response["Cache-Control"] = _FOREVER
    return response
