"""When the TLS certificates end that a browser and our worker meet: ours, and the register's."""

import socket
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_SECONDS: Final = 10.0


def certificate_ends(urls: Iterable[tuple[str, Path | None]]) -> dict[str, datetime | None]:
    """By host: when its certificate ends, None for one that does not hold. One that does not answer is absent.

    Beside each address, the file (PEM) of the authorities that it must be signed by; None for the system's.
    """
    found: dict[str, datetime | None] = {}
    for url, authorities in urls:
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            try:
                found[parts.hostname] = _end(parts.hostname, parts.port or 443, authorities)
            except ssl.SSLCertVerificationError:
                found[parts.hostname] = None
            except OSError:
                continue  # silent: the queue or the health of the page says so
    return found


def _end(host: str, port: int, authorities: Path | None) -> datetime:
    context = ssl.create_default_context(cafile=authorities)
    with (
        socket.create_connection((host, port), timeout=_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secured,
    ):
        certificate = secured.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
