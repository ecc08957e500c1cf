"""Whether a record costs more when a million are stored: the same load on two databases.

Rows are as the product writes them, in the partitions it is writing to, which is the harshest place for them; only the
sealed bodies are shorter (a little over 2 kB, so that they too are stored out of line), to spare the disk.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.figures import Figure
from bench.ground import Ground, Running
from bench.load import send_streams, streams
from bench.measures.intake import deliver, deliveries
from bench.scale import Scale
from bench.sealing import envelopes
from bench.timing import Rounds, in_turn
from sceau.envelope.kdf import day_of
from sceau.register.months import month_of

_WAL = "SELECT (pg_current_wal_lsn() - '0/0')::float8"  # of the whole cluster: read around each turn
_RELAY_FILL = (
    """
    INSERT INTO envelope
    SELECT {day}, substr(sha256(int4send(n % 20000)), 1, 16), uuid_send(gen_random_uuid()), sha256(int4send(n)),
           sha256(int4send(-n)), decode(repeat('ab', 560), 'hex'), decode(repeat('cd', 64), 'hex'),
           decode(repeat('ef', 2100), 'hex'), decode(repeat('12', 32), 'hex'),
           uuid_send(gen_random_uuid()), now()
      FROM generate_series(1, {rows}) AS n
    """,
    """
    INSERT INTO outbox (day, pharmacy, id, kid, register_copy, state, due_at, delete_after)
    SELECT day, pharmacy, id, lookup, patient_copy, 'registered', accepted_at, now() + interval '1 day' FROM envelope
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
           decode(repeat('cd', 64), 'hex'), decode(repeat('ef', 2048), 'hex')
      FROM registered
    """,
    """
    INSERT INTO record
    SELECT month, id, pharmacy, substr(hash, 1, 16), true, decode(repeat('ab', 2100), 'hex'),
           decode(repeat('cd', 32), 'hex')
      FROM registered
    """,
    "INSERT INTO deduplication SELECT month, hash, pharmacy, chain FROM registered",
)


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    return [*_accepts(ground, scale), *_intake(ground, scale)]


def _accepts(ground: Ground, scale: Scale) -> list[Figure]:
    with ground.relay("few") as few, ground.relay("many") as many:
        _fill_both(few, many, scale, _RELAY_FILL)

        def side(relay: Running) -> Callable[[], float]:
            parts = iter(range(0, scale.growth * scale.rounds, scale.growth))

            def send() -> float:
                requests = streams(ground, relay, scale.growth, first=next(parts))
                return send_streams(relay.port, requests, scale.growth).seconds

            return send

        return _both("accept", scale, (few, many), (side(few), side(many)))


def _intake(ground: Ground, scale: Scale) -> list[Figure]:
    chosen = envelopes(ground.pharmacies, scale.growth * scale.rounds)
    with ground.register("few") as few, ground.register("many") as many:
        _fill_both(few, many, scale, _REGISTER_FILL)

        def side(register: Running) -> Callable[[], float]:
            parts = iter(range(0, len(chosen), scale.growth))

            def send() -> float:
                at = next(parts)
                requests = deliveries(ground, register, chosen[at : at + scale.growth])
                return deliver(register, requests, scale.growth)

            return send

        return _both("intake", scale, (few, many), (side(few), side(many)))


def _fill_both(few: Running, many: Running, scale: Scale, statements: Sequence[str]) -> None:
    now = datetime.now(UTC)
    for running, rows in ((few, scale.few_rows), (many, scale.many_rows)):
        named = {"day": day_of(now), "month": month_of(now), "rows": rows}
        running.execute(*(statement.format(**named) for statement in statements), "VACUUM ANALYZE", "CHECKPOINT")


def _both(what: str, scale: Scale, services: Sequence[Running], sides: Sequence[Callable[[], float]]) -> list[Figure]:
    """Run both in turn; what a record costs in time, and in bytes written ahead."""
    turns = [_Turn(one, side) for one, side in zip(services, sides, strict=True)]
    rounds = in_turn(scale.growth, *(turn.take for turn in turns), rounds=scale.rounds)
    return [
        _cost(what, scale, rounds),
        _wal(what, scale, [turn.written / scale.growth / scale.rounds for turn in turns]),
    ]


@dataclass(slots=True)
class _Turn:
    """A side, and how much its PostgreSQL wrote ahead in its turns, in bytes."""

    service: Running
    side: Callable[[], float]
    written: float = 0

    def take(self) -> float:
        before = self.service.rows(_WAL)[0][0]
        seconds = self.side()
        self.written += self.service.rows(_WAL)[0][0] - before
        return seconds


def _cost(what: str, scale: Scale, rounds: Rounds) -> Figure:
    few, many = (1000 / statistics.median(rates) for rates in (rounds.ours, rounds.theirs))
    return Figure(
        name=f"Cost of an {what}, {scale.many_rows:,} stored",
        value=f"{many:.3f} ms",
        limit=f"{few:.3f} ms with {scale.few_rows:,}: {rounds.ratio - 1:+.0%}",
        aim="≤ +10%",
        met=rounds.ratio <= 1.10,
        values={
            f"{what}_ms_with_few_stored": few,
            f"{what}_ms_with_many_stored": many,
            f"{what}_cost_growth": rounds.ratio - 1,
        },
        rounds={f"{what}s_per_second_with_few_stored": rounds.ours, f"{what}s_per_second_with_many": rounds.theirs},
    )


def _wal(what: str, scale: Scale, each: Sequence[float]) -> Figure:
    few, many = each
    return Figure(
        name=f"Written ahead by an {what}, {scale.many_rows:,} stored",
        value=f"{many:,.0f} bytes",
        limit=f"{few:,.0f} bytes with {scale.few_rows:,}",
        aim="",
        met=None,
        values={f"{what}_wal_bytes_with_few_stored": few, f"{what}_wal_bytes_with_many_stored": many},
    )
