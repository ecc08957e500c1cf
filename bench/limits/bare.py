"""The limit of a single accept: a bare WSGI application under the same server, which does the same INSERT and COMMIT.

It reads the body and stores one envelope it has parsed long ago under a new id: no token, no parsing, no check of any
signature, no framework. Run as a program: address, connection string, file of an envelope.
"""

import secrets
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sceau.envelope.wire import Envelope, parse_envelope
from sceau.relay.configuration import RelaySettings
from sceau.relay.intake.storing import insert_envelopes
from sceau.web.database import open_pool
from sceau.web.serving import Application, Serving, serve_wsgi

_ANSWER: Final = b'{"status": 201}'
_HEADERS: Final = [("Content-Type", "application/json"), ("Content-Length", str(len(_ANSWER)))]


def main(bind: str, database: str, file: str) -> None:
    """Serve with as many processes and threads as the relay has by default."""
    wide = RelaySettings.model_fields
    processes, threads = int(wide["processes"].default), int(wide["threads"].default)
    envelope = parse_envelope(Path(file).read_bytes())
    serve_wsgi(lambda: _application(database, threads, envelope), Serving(bind, processes, threads))


def _application(database: str, threads: int, template: Envelope) -> Application:
    pool = open_pool(database, size=threads)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        one = replace(template, header=replace(template.header, id=secrets.token_bytes(16)))
        with pool.connection() as connection:  # leaving it commits
            insert_envelopes(connection, one.header.pharmacy, [one], now=datetime.now(UTC), by="bare")
        start_response("201 Created", _HEADERS)
        return [_ANSWER]

    return application


if __name__ == "__main__":
    main(*sys.argv[1:])
