"""Whether a record costs more when a million are stored: the same load on two databases.

Rows are as the product writes them, in the partitions it is writing to, which is the harshest place for them. How
long the sealed bodies are, the scale says: as they are, or shorter, to spare the disk.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from bench.figures import Figure
from bench.ground import Ground, Running
from bench.load import send_streams, streams
from bench.measures.intake import deliver, deliveries
from bench.scale import Scale
from bench.sealing import envelopes
from bench.timing import Rounds, Timed, in_turn
from sceau.envelope.kdf import day_of
from sceau.register.months import month_of

_WAL = "SELECT (pg_current_wal_lsn() - '0/0')::float8"  # of the whole cluster: read around each turn
_RELAY_FILL = (
    """
    INSERT INTO envelope
    SELECT {day}, substr(sha256(int4send(n % 20000)), 1, 16), uuid_send(gen_random_uuid()), sha256(int4send(n)),
           sha256(int4send(-n)), decode(repeat('ab', 560), 'hex'), decode(repeat('cd', 64), 'hex'),
           {copy}, {copy}, uuid_send(gen_random_uuid()), now()
      FROM generate_series(1, {rows}) AS n
    """,
    """
    INSERT INTO outbox (day, pharmacy, id, kid, register_copy, state, due_at, delete_after)
    SELECT day, pharmacy, id, lookup, pharmacy_copy, 'registered', accepted_at, now() + interval '1 day' FROM envelope
    """,
    """
    INSERT INTO ticket (lookup, pharmacy, proof_hash, last_day, days, ids)
    SELECT lookup, pharmacy, header_hash, day, ARRAY[day], ARRAY[id] FROM envelope
    """,
)
_REGISTER_FILL = (
    "SELECT open_month({month})",
    """
    INSERT INTO registered (id, pharmacy, hash, commit, month, accepted, chain, standing_id, standing_month)
    SELECT id, substr(sha256(int4send(n % 20000)), 1, 16), sha256(int4send(n)), sha256(int4send(-n)), {month}, true,
           id, id, {month}
      FROM (SELECT n, uuid_send(gen_random_uuid()) AS id FROM generate_series(1, {rows}) AS n) AS made
    """,
    """
    INSERT INTO acknowledgement
    SELECT month, id, pharmacy, hash, substr(hash, 1, 16), 1, decode(repeat('ab', 220), 'hex'),
           decode(repeat('cd', 64), 'hex'), {answer}
      FROM registered
    """,
    """
    INSERT INTO record
    SELECT month, id, pharmacy, substr(hash, 1, 16), true, {desk}, {contribution}
      FROM registered
    """,
    "INSERT INTO deduplication SELECT month, hash, pharmacy, chain FROM registered",
)


@dataclass(frozen=True, slots=True)
class Bodies:
    """How long the sealed bodies of stored rows are, in bytes."""

    name: str
    key: str
    copy: int
    answer: int
    desk: int
    contribution: int

    def of(self, what: str, rows: int) -> str:
        """How `what`, beside so many rows, is called in results.json."""
        return f"{what}_beside_{rows}_{self.key}" if self.key else what

    def statements(self) -> dict[str, str]:
        """By the fields of the fill statements, what makes such a body."""
        lengths = {name: length for name, length in asdict(self).items() if isinstance(length, int)}
        return {name: f"decode(repeat('ef', {length}), 'hex')" for name, length in lengths.items()}


WHOLE: Final = Bodies("full-size", "full_size", 4096, 2048, 4096, 1024)
MIDDLE: Final = Bodies("2 kB", "", 2100, 2048, 2100, 32)
SHORT: Final = Bodies("64-byte", "short", 64, 64, 64, 64)


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    return measure_stored(ground, scale, MIDDLE, scale.many_rows)


def measure_stored(ground: Ground, scale: Scale, bodies: Bodies, rows: int) -> list[Figure]:
    """What an accept and an intake cost with `rows` stored, beside the same with `scale.few_rows`."""
    one = replace(scale, many_rows=rows)
    return [*_accepts(ground, one, bodies), *_intake(ground, one, bodies)]


def _accepts(ground: Ground, scale: Scale, bodies: Bodies) -> list[Figure]:
    with ground.relay("few") as few, ground.relay("many") as many:
        _fill_both(few, many, scale, _RELAY_FILL, bodies)

        def side(relay: Running) -> Callable[[], Timed]:
            parts = iter(range(0, scale.growth * scale.rounds, scale.growth))

            def send() -> Timed:
                requests = streams(ground, relay, scale.growth, first=next(parts))
                return send_streams(relay.port, requests, scale.growth)

            return send

        return _both("accept", bodies, scale, (few, many), (side(few), side(many)))


def _intake(ground: Ground, scale: Scale, bodies: Bodies) -> list[Figure]:
    chosen = envelopes(ground.pharmacies, scale.growth * scale.rounds)
    with ground.register("few") as few, ground.register("many") as many:
        _fill_both(few, many, scale, _REGISTER_FILL, bodies)

        def side(register: Running) -> Callable[[], Timed]:
            parts = iter(range(0, len(chosen), scale.growth))

            def send() -> Timed:
                at = next(parts)
                requests = deliveries(ground, register, chosen[at : at + scale.growth])
                return deliver(register, requests, scale.growth)

            return send

        return _both("intake", bodies, scale, (few, many), (side(few), side(many)))


def _fill_both(few: Running, many: Running, scale: Scale, statements: Sequence[str], bodies: Bodies) -> None:
    now = datetime.now(UTC)
    for running, rows in ((few, scale.few_rows), (many, scale.many_rows)):
        named = {"day": day_of(now), "month": month_of(now), "rows": rows, **bodies.statements()}
        running.execute(*(statement.format(**named) for statement in statements), "VACUUM ANALYZE", "CHECKPOINT")


def _both(
    what: str, bodies: Bodies, scale: Scale, services: Sequence[Running], sides: Sequence[Callable[[], Timed]]
) -> list[Figure]:
    """Run both in turn; what a record costs in time, of the clock and of the processor, and in bytes written ahead."""
    turns = [_Turn(one, side) for one, side in zip(services, sides, strict=True)]
    rounds = in_turn(scale.growth, *(turn.take for turn in turns), rounds=scale.rounds)
    return [
        _cost(what, bodies, scale, rounds),
        _processor(what, bodies, scale, [turn.worked for turn in turns]),
        _wal(what, bodies, scale, [turn.written / scale.growth / scale.rounds for turn in turns]),
    ]


@dataclass(slots=True)
class _Turn:
    """A side, the bytes its PostgreSQL wrote ahead in all its turns, and each turn's milliseconds of processor time."""

    service: Running
    side: Callable[[], Timed]
    written: float = 0
    worked: list[float] = field(default_factory=list)

    def take(self) -> float:
        before = self.service.rows(_WAL)[0][0]
        timed = self.side()
        self.worked.append(timed.worked * 1000)
        self.written += self.service.rows(_WAL)[0][0] - before
        return timed.seconds


def _cost(what: str, bodies: Bodies, scale: Scale, rounds: Rounds) -> Figure:
    key = bodies.of(what, scale.many_rows)
    few, many = (1000 / statistics.median(rates) for rates in (rounds.ours, rounds.theirs))
    return Figure(
        name=f"Cost of an {what}, {scale.many_rows:,} {bodies.name} rows stored",
        value=f"{many:.3f} ms",
        limit=f"{few:.3f} ms with {scale.few_rows:,}: {rounds.ratio - 1:+.0%}",
        aim="≤ +10%",
        met=rounds.ratio <= 1.10,
        values={
            f"{key}_ms_with_few_stored": few,
            f"{key}_ms_with_many_stored": many,
            f"{key}_cost_growth": rounds.ratio - 1,
        },
        rounds={f"{key}s_per_second_with_few_stored": rounds.ours, f"{key}s_per_second_with_many": rounds.theirs},
    )


def _processor(what: str, bodies: Bodies, scale: Scale, worked: Sequence[list[float]]) -> Figure:
    key = bodies.of(what, scale.many_rows)
    few, many = (statistics.median(side) / scale.growth for side in worked)
    growth = statistics.median(many / few for few, many in zip(*worked, strict=True)) - 1
    return Figure(
        name=f"Processor time of an {what}, {scale.many_rows:,} {bodies.name} rows stored",
        value=f"{many:.3f} ms",
        limit=f"{few:.3f} ms with {scale.few_rows:,}: {growth:+.0%}",
        aim="≤ +10%",
        met=growth <= 0.10,
        values={
            f"{key}_processor_ms_with_few_stored": few,
            f"{key}_processor_ms_with_many_stored": many,
            f"{key}_processor_growth": growth,
        },
        rounds={
            f"{key}_processor_milliseconds_with_few_stored": worked[0],
            f"{key}_processor_milliseconds_with_many": worked[1],
        },
    )


def _wal(what: str, bodies: Bodies, scale: Scale, each: Sequence[float]) -> Figure:
    few, many = each
    key = bodies.of(what, scale.many_rows)
    return Figure(
        name=f"Written ahead by an {what}, {scale.many_rows:,} {bodies.name} rows stored",
        value=f"{many:,.0f} bytes",
        limit=f"{few:,.0f} bytes with {scale.few_rows:,}",
        aim="",
        met=None,
        values={f"{key}_wal_bytes_with_few_stored": few, f"{key}_wal_bytes_with_many_stored": many},
    )
