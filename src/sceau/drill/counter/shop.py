"""A pharmacy as everybody sees it, through its public log, and what a secret opens of it."""

import base64
from dataclasses import dataclass
from typing import Any

from sceau.client.http import Connection
from sceau.client.relay import published_log
from sceau.envelope import cbor
from sceau.envelope.access import Kit
from sceau.envelope.enrol import epoch_seed
from sceau.envelope.kdf import sha256
from sceau.envelope.pharmacy_log import PharmacyLog
from sceau.envelope.signed import OBJECT_LIMIT, parse_object


@dataclass(frozen=True, slots=True)
class Shop:
    """`anchor` is the hash of the log's first body, which posters carry."""

    log: PharmacyLog
    anchor: bytes

    @property
    def pharmacy(self) -> bytes:
        return self.log.pharmacy

    @property
    def poster(self) -> str:
        """The fragment of the poster's link (spec/counter.md §5)."""
        return f"{self.pharmacy.hex()}.{base64.urlsafe_b64encode(self.anchor).rstrip(b'=').decode()}"

    def has_member(self, secret: bytes) -> bool:
        """Whether this is an access key of the pharmacy."""
        return Kit(secret).member["sign"] in self.log.members

    def seeds(self, secret: bytes) -> dict[bytes, bytes]:
        """The seed of each epoch that the secret opens, by kid."""
        return {epoch.kid: epoch_seed(self.log, epoch, Kit(secret)) for epoch in self.log.epochs}


def published_shop(url: str, pharmacy: bytes) -> Shop:
    """As the relay at `url` shows it to anybody; its beginning is taken at its word."""
    with Connection(url) as connection:
        entries = published_log(connection, pharmacy)
    first = parse_object(entries[0]).body
    genesis: Any = cbor.decode(first, limit=OBJECT_LIMIT)
    log = PharmacyLog.replay(entries, enrolments={genesis["enrolment"]: genesis["finess"]})
    return Shop(log, sha256(first))
