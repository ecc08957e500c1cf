"""A relay's outbox with envelopes to deliver, and a register that answers as it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID, uuid4

from tests.unit.relay.delivery.fake_register import FakeRegister, a_header

from sceau.envelope import cbor, signature
from sceau.envelope.acknowledgement import Acknowledgement, parse_acknowledgement
from sceau.envelope.header import parse_header
from sceau.envelope.kdf import sha256
from sceau.envelope.wire import parse_delivery
from sceau.ledger.proof import LedgerProof
from sceau.relay.delivery import lease
from sceau.relay.delivery.breaker import Breaker
from sceau.relay.delivery.deliver import Pass, deliver_due
from sceau.web.database import Pool

if TYPE_CHECKING:
    from sceau.relay.delivery.register import Register

DAY = 20_463
DEVICE = bytes([7]) * 32
COPY = b"sealed"
START = datetime(2026, 1, 10, 12, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """Shows the time it is set to."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time


@dataclass
class Destination:
    """Answers as the register would, unless told how to fail; notes how many envelopes each request had."""

    register: FakeRegister = field(default_factory=FakeRegister)
    fail: Callable[[list[bytes]], Exception | None] = lambda _: None
    deferred: str = ""
    requests: list[int] = field(default_factory=list)
    order: list[bytes] = field(default_factory=list)

    def intake(self, deliveries: Sequence[bytes]) -> list[bytes]:
        headers = [parse_delivery(one).header_bytes for one in deliveries]
        self.requests.append(len(headers))
        failure = self.fail(headers)
        if failure:
            raise failure
        self.order += headers
        if self.deferred:
            return [cbor.encode({"checkpoints": []}), *[cbor.encode({"deferred": self.deferred})] * len(headers)]
        return self.register.answer(headers)


@dataclass
class Outbox:
    """A relay's database with envelopes to deliver."""

    pool: Pool
    clock: SetClock = field(default_factory=SetClock)
    random: Random = field(default_factory=lambda: Random(1))  # noqa: S311 (jitter)
    breaker: Breaker = field(init=False)

    def __post_init__(self) -> None:
        self.breaker = self.another_process()

    def another_process(self) -> Breaker:
        """What another process knows of the register: nothing."""
        return Breaker(self.clock, self.random)

    def add(self, count: int = 1, *, pharmacy: int = 0) -> list[bytes]:
        """Accept so many envelopes now, of one pharmacy, whole and signed by their sender; their headers."""
        sender = signature.public_key(DEVICE)
        headers = [a_header(day=DAY, sender=sender, copy=sha256(COPY)) for _ in range(count)]
        with self.pool.connection() as connection:
            for header in headers:
                given = {
                    "pharmacy": pharmacy.to_bytes(16),
                    "id": parse_header(header).id,
                    "header": header,
                    "hash": sha256(header),
                    "signature": signature.sign("envelope", header, DEVICE),
                    "copy": COPY,
                    "now": self.clock.now(),
                }
                connection.execute(_ENVELOPE, given)
                connection.execute(_OUTBOX, given)
        return headers

    def deliver(
        self,
        destination: Destination,
        breaker: Breaker | None = None,
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> Pass:
        return deliver_due(
            self.pool,
            cast("Register", destination),
            destination.register.keys,
            breaker=breaker or self.breaker,
            clock=self.clock,
            random=self.random,
            is_stopping=is_stopping,
        )

    def take(self, limit: int = 200, *, begin: int | None = None) -> list[int]:
        """Lease so many; whose they are."""
        token = uuid4() if begin is None else UUID(int=begin)
        with self.pool.connection() as connection:
            return [int.from_bytes(one.key[1]) for one in lease.take(connection, token, self.clock.now(), limit)]

    def wait(self, time: timedelta) -> None:
        self.clock.time += time

    def states(self) -> list[str]:
        return [str(state) for (state,) in self.rows("SELECT state FROM outbox ORDER BY id")]

    def codes(self) -> set[str]:
        return set(self.codes_by_row())

    def codes_by_row(self) -> list[str]:
        return [str(code) for (code,) in self.rows("SELECT last_code FROM outbox WHERE last_code IS NOT NULL")]

    def attempts(self) -> set[object]:
        return {attempts for (attempts,) in self.rows("SELECT attempts FROM outbox")}

    def faults(self) -> set[object]:
        return {faults for (faults,) in self.rows("SELECT faults FROM outbox")}

    def places(self) -> list[tuple[object, ...]]:
        return self.rows("SELECT id, due_at FROM outbox ORDER BY id")

    def damage(self, header: bytes) -> None:
        """What is stored of the register's copy is no longer what was accepted."""
        with self.pool.connection() as connection:
            connection.execute("UPDATE outbox SET register_copy = 'SEALED' WHERE id = %s", [parse_header(header).id])

    def leases(self) -> int:
        return len(self.rows("SELECT id FROM outbox WHERE lease_token IS NOT NULL"))

    def acknowledged(self) -> int:
        return len(self.rows("SELECT id FROM acknowledgement"))

    def proof_of(self, header: bytes) -> tuple[Acknowledgement, LedgerProof]:
        """What is kept of the register's word on it."""
        query = (
            "SELECT ack, leaf_index, path, note FROM acknowledgement JOIN checkpoint ON size = checkpoint WHERE id = %s"
        )
        [(ack, index, path, note)] = self.rows(query, parse_header(header).id)
        hashes = tuple(path[start : start + 32] for start in range(0, len(path), 32))
        return parse_acknowledgement(ack), LedgerProof(index, hashes, note)

    def state_of(self, header: bytes) -> str:
        [(state,)] = self.rows("SELECT state FROM outbox WHERE id = %s", parse_header(header).id)
        return str(state)

    def journal(self, last: int = 1) -> list[tuple[object, ...]]:
        """Actor, action, count and detail of the newest entries, oldest first."""
        return self.rows("SELECT actor, action, count, detail FROM journal ORDER BY number")[-last:]

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query, values).fetchall()


_ENVELOPE = """
INSERT INTO envelope (day, pharmacy, id, header_hash, commit, header, signature, pharmacy_copy, accepted_at)
VALUES (20463, %(pharmacy)s, %(id)s, %(hash)s, %(hash)s, %(header)s, %(signature)s, 'sealed', %(now)s)
"""
_OUTBOX = """
INSERT INTO outbox (day, pharmacy, id, kid, register_copy, due_at)
VALUES (20463, %(pharmacy)s, %(id)s, decode(repeat('00', 16), 'hex'), %(copy)s, %(now)s)
"""
