"""From sealed envelopes to stored acknowledgements, everything on this machine; and what that leaves on the disks.

Services of both sides, the worker, the counter, two PostgreSQLs and the generator share the cores.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.figures import REGISTER_TABLES, RELAY_TABLES, Figure
from bench.ground import Ground, Running, acknowledged_at, emptied, wait_until
from bench.load import send_paced, send_streams, singles, streams
from bench.scale import PER_SECOND, Scale
from bench.sealing import envelopes

_SIZE = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables"
_OUTBOX = "SELECT pg_total_relation_size('outbox')"
_WAL = "SELECT pg_current_wal_lsn() - '0/0'"
_STORED = "SELECT count(*) FROM acknowledgement WHERE status = 'accepted'"


@dataclass(frozen=True, slots=True)
class _Line:
    """The whole line, running."""

    relay: Running
    register: Running

    def empty(self) -> None:
        emptied(self.relay, RELAY_TABLES)
        emptied(self.register, REGISTER_TABLES)

    def wait(self, count: int) -> None:
        wait_until(lambda: self.relay.rows(_STORED)[0][0] >= count, "every acknowledgement")

    def acknowledged(self) -> dict[bytes, float]:
        return acknowledged_at(self.relay)

    def bytes(self) -> dict[str, float]:
        """What is stored and was written to the logs, in bytes."""
        return {
            "relay": float(self.relay.rows(_SIZE)[0][0]),
            "relay_outbox": float(self.relay.rows(_OUTBOX)[0][0]),
            "register": float(self.register.rows(_SIZE)[0][0]),
            "relay_wal": float(self.relay.rows(_WAL)[0][0]),
            "register_wal": float(self.register.rows(_WAL)[0][0]),
        }


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    with _running(ground) as line:
        rates = [_rate(ground, line, scale.batch) for _ in range(scale.rounds)]
        sizes = _sizes(ground, line, scale.batch)
        delays = _delays(ground, line, scale)
    return [_end_to_end(rates), _latency(delays), *sizes]


def _end_to_end(rates: list[float]) -> Figure:
    rate, key = statistics.median(rates), "end_to_end_per_second"
    return Figure("End to end", f"{rate:,.0f}/s", "", "≥ 2,500/s", rate >= 2500, {key: rate}, {key: rates})


@contextmanager
def _running(ground: Ground) -> Iterator[_Line]:
    with (
        ground.register("whole") as register,
        ground.relay("whole") as relay,
        ground.worker(relay),
        ground.counter(register),
    ):
        yield _Line(relay, register)


def _rate(ground: Ground, line: _Line, count: int) -> float:
    """Envelopes a second, from the first byte sent until the last acknowledgement was durable at the relay."""
    line.empty()
    began = send_streams(line.relay.port, streams(ground, line.relay, count), count).began
    line.wait(count)
    return count / (max(line.acknowledged().values()) - began)


def _sizes(ground: Ground, line: _Line, count: int) -> list[Figure]:
    line.empty()
    before = line.bytes()
    send_streams(line.relay.port, streams(ground, line.relay, count), count)
    line.wait(count)
    each = {name: (size - before[name]) / count for name, size in line.bytes().items()}
    kept = each["relay"] - each["relay_outbox"]
    return [
        _size("Stored by the relay", kept, "relay_stored"),
        _size("In its outbox, until a day after registration", each["relay_outbox"], "relay_outbox"),
        _size("Stored by the register", each["register"], "register_stored"),
        _size("Written ahead by the relay's PostgreSQL", each["relay_wal"], "relay_wal"),
        _size("Written ahead by the register's PostgreSQL", each["register_wal"], "register_wal"),
    ]


def _size(name: str, value: float, key: str) -> Figure:
    return Figure(name, f"{value:,.0f} bytes a record", "", "", None, {f"{key}_bytes_a_record": value})


def _delays(ground: Ground, line: _Line, scale: Scale) -> list[float]:
    """Seconds from when each envelope was due to be sent until its acknowledgement was durable at the relay."""
    line.empty()
    requests = singles(ground, line.relay, scale.paced // len(ground.pharmacies) * len(ground.pharmacies))
    paced = send_paced(line.relay.port, requests, per_second=PER_SECOND)
    line.wait(len(paced))
    done, sent = line.acknowledged(), envelopes(ground.pharmacies, len(paced))
    return [done[envelope.header.id] - one.due for envelope, one in zip(sent, paced, strict=True)]


def _latency(delays: list[float]) -> Figure:
    middle, late = statistics.median(delays), statistics.quantiles(delays, n=100)[98]
    return Figure(
        f"Accept to acknowledgement at {PER_SECOND}/s",
        f"p50 {middle:.2f} s, p99 {late:.2f} s",
        "",
        "p99 < 2 s",
        late < 2,
        {"latency_p50_seconds": middle, "latency_p99_seconds": late},
    )
