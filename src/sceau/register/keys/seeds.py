"""The seeds that intake uses, read from the folder once and then from memory."""

import threading
from datetime import datetime

from sceau.envelope.statements import KeyRole, Statements, ledger_origin
from sceau.ledger.keys import Signer, Verifier
from sceau.register.keys.epochs import seed_name
from sceau.register.keys.monthly import deduplication_key
from sceau.register.ledger import LedgerKey
from sceau.register.months import month_of, months_after
from sceau.web.key_folder import KeyFolder


class IntakeSeeds:
    """What one process of intake has read of its part of the keys folder. KeyMissingError for what is not there."""

    def __init__(self, folder: KeyFolder, *, kept_months: int) -> None:
        self._folder = folder
        self._kept_months = kept_months
        self._seeds: dict[str, bytes] = {}
        self._deduplication: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def forget_expired(self, statements: Statements, now: datetime) -> None:
        """What has been destroyed on disk is not kept in memory either."""
        time, oldest = int(now.timestamp()), months_after(month_of(now), -self._kept_months)
        past = [seed_name(key.role, key.kid) for key in statements.usable(KeyRole.REGISTER) if time > key.destroy_after]
        with self._lock:
            for name in past:
                self._seeds.pop(name, None)
            for month in [month for month in self._deduplication if month < oldest]:
                del self._deduplication[month]

    def usable_epoch(self, kid: bytes, statements: Statements, now: datetime) -> bytes:
        """The seed of a register epoch. EnvelopeError `bad-key` or `stale-key` when it may not be used."""
        statements.check_kid(KeyRole.REGISTER, kid, int(now.timestamp()))
        return self._read(seed_name(KeyRole.REGISTER, kid))

    def acknowledgement(self, statements: Statements, now: datetime) -> bytes:
        """The seed that signs acknowledgements now."""
        return self._read(seed_name(KeyRole.ACK, statements.newest(KeyRole.ACK, int(now.timestamp())).kid))

    def ledger(self, statements: Statements, now: datetime) -> LedgerKey:
        """The ledger's key now, and those that may have signed its last checkpoint."""
        origin = ledger_origin(statements.domain)
        newest = statements.newest(KeyRole.LEDGER, int(now.timestamp()))
        earlier = tuple(Verifier(origin, key.pk) for key in statements.usable(KeyRole.LEDGER) if key.pk != newest.pk)
        return LedgerKey(Signer(origin, self._read(seed_name(KeyRole.LEDGER, newest.kid))), earlier)

    def deduplication(self, month: int, now: datetime) -> bytes:
        """The HMAC key of a month (YYYYMM)."""
        with self._lock:
            if month not in self._deduplication:
                key = deduplication_key(self._folder, month, now=now, kept_months=self._kept_months)
                self._deduplication[month] = key
            return self._deduplication[month]

    def _read(self, name: str) -> bytes:
        with self._lock:
            if name not in self._seeds:
                self._seeds[name] = self._folder.read(name)
            return self._seeds[name]
