"""The register away for seventeen days, then back: what was held back drains; and by how many workers.

Scaled: of the 300,000 results a day, one in a hundred is accepted, one day after the other as fast as it goes, with a
worker that finds nobody. The drain is as it is: from the register's return to the last acknowledgement. Its rate is
compared with that at which the unscaled results had arrived.
"""

import statistics
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from typing import Final

from bench.figures import REGISTER_TABLES, RELAY_TABLES, Figure
from bench.ground import Ground, Running, acknowledged_at, emptied, wait_until
from bench.load import send_streams, streams
from bench.scale import OUTAGE_DAYS, RESULTS_A_DAY, WORKERS, Scale
from bench.sealing import seal_files

_ARRIVAL: Final = RESULTS_A_DAY / 86_400
_PATIENCE: Final = 1800.0
_WAITING: Final = "SELECT count(*) FROM outbox WHERE state = 'pending'"
_SIZE: Final = "SELECT pg_total_relation_size('outbox')::float8"
_TENTHS: Final = 10


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    held = _spread_over_days(ground, scale.outage)
    with ground.relay("outage") as relay:
        return [*_outage(held, relay, scale), *_workers(ground, relay, scale.batch)]


def _spread_over_days(ground: Ground, count: int) -> Ground:
    pharmacies = tuple(replace(one, file=one.file.with_name("outage")) for one in ground.pharmacies)
    seal_files(pharmacies, count, days=OUTAGE_DAYS)
    return replace(ground, pharmacies=pharmacies)


def _outage(ground: Ground, relay: Running, scale: Scale) -> list[Figure]:
    with ground.worker(relay):
        accepted = _accept(ground, relay, scale.outage)
        held = relay.rows(_WAITING)[0][0]
        backlog = relay.rows(_SIZE)[0][0]
        with ground.register("outage") as register, ground.counter(register):
            wait_until(lambda: relay.rows(_WAITING)[0][0] == 0, "the backlog to drain", seconds=_PATIENCE)
    if held != scale.outage:
        raise RuntimeError(f"{held} held back of {scale.outage} accepted")
    return [_drained(sorted(acknowledged_at(relay).values())), _kept(accepted, backlog / scale.outage)]


def _accept(ground: Ground, relay: Running, count: int) -> list[float]:
    """Accept the days one after the other; the rate of each, a second."""
    day = count // OUTAGE_DAYS
    parts = (streams(ground, relay, day, first=at * day) for at in range(OUTAGE_DAYS))
    return [day / send_streams(relay.port, part, day).seconds for part in parts]


def _drained(moments: list[float]) -> Figure:
    rate = _rate(moments)
    tenths = _by_tenths(moments)
    whole = OUTAGE_DAYS * RESULTS_A_DAY / rate / 3600
    return Figure(
        name=f"Drain after {OUTAGE_DAYS} days, {len(moments):,} held back",
        value=f"{rate:,.0f}/s; last tenth {tenths[-1] / tenths[0] - 1:+.0%} of the first",
        limit=f"{rate / _ARRIVAL:,.0f} times the {_ARRIVAL:.1f}/s they came at; all in {whole:.1f} h",
        aim="≥ 10 times",
        met=rate >= 10 * _ARRIVAL,
        values={"drain_per_second": rate, "drain_to_arrival": rate / _ARRIVAL, "drain_whole_hours": whole},
        rounds={"drain_per_second_by_tenths": tenths},
    )


def _by_tenths(moments: list[float]) -> list[float]:
    """The rate of each tenth, a second, from the end of the one before."""
    ends = [moments[len(moments) * at // _TENTHS - 1] for at in range(1, _TENTHS + 1)]
    return [len(moments) / _TENTHS / max(end - begin, 1e-3) for begin, end in pairwise([moments[0], *ends])]


def _kept(accepted: list[float], size: float) -> Figure:
    """Whether accepting slowed down while the backlog grew."""
    first, last = (statistics.median(part) for part in (accepted[:3], accepted[-3:]))
    return Figure(
        name="Accepts while the backlog grows",
        value=f"{last:,.0f}/s on the last three days",
        limit=f"{first:,.0f}/s on the first three: {last / first - 1:+.0%}; {size:,.0f} bytes a record held back",
        aim="≥ −10%",
        met=last >= 0.9 * first,
        values={"outage_accepts_change": last / first - 1, "backlog_bytes_a_record": size},
        rounds={"outage_accepts_per_second_by_day": accepted},
    )


def _workers(ground: Ground, relay: Running, count: int) -> list[Figure]:
    with ground.register("workers") as register, ground.counter(register):
        rates = {number: _drain_by(ground, relay, register, number, count) for number in WORKERS}
    return [
        Figure(
            name=f"Drain by {number} worker{'s' if number > 1 else ''}",
            value=f"{rate:,.0f}/s",
            limit=f"{rate / rates[1]:.2f} times one",
            aim="",
            met=None,
            values={f"drain_per_second_by_{number}_workers": rate},
        )
        for number, rate in rates.items()
    ]


def _drain_by(ground: Ground, relay: Running, register: Running, workers: int, count: int) -> float:
    emptied(relay, RELAY_TABLES)
    emptied(register, REGISTER_TABLES)
    send_streams(relay.port, streams(ground, relay, count), count)
    with ExitStack() as stack:
        for _ in range(workers):
            stack.enter_context(ground.worker(relay))
        wait_until(lambda: relay.rows(_WAITING)[0][0] == 0, "the workers", seconds=_PATIENCE)
    return _rate(sorted(acknowledged_at(relay).values()))


def _rate(moments: list[float]) -> float:
    """A second, between the first commit and the last: those of the first came before the clock, unless it is alone."""
    counted = sum(moment > moments[0] for moment in moments) or len(moments)
    return counted / max(moments[-1] - moments[0], 1e-3)
