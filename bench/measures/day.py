"""A record day, run for real: results accepted, delivered and registered, nothing else in between.

It is sent in ten parts, one after the other; reading each part from the disk counts in the time.
"""

from typing import Final

from bench.figures import Figure
from bench.ground import Ground, acknowledged_at, wait_until
from bench.load import send_streams, streams
from bench.scale import RECORD_DAY, Scale

_PARTS: Final = 10
_PATIENCE: Final = 7200.0
_WAITING: Final = "SELECT count(*) FROM outbox WHERE state = 'pending'"
_TWICE: Final = "SELECT count(*) - count(DISTINCT id) FROM registered"
_SIZE: Final = "SELECT pg_database_size(current_database())::float8"


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    part, most = scale.day // _PARTS, 0
    with (
        ground.register("day") as register,
        ground.relay("day") as relay,
        ground.worker(relay),
        ground.counter(register),
    ):
        began = 0.0
        for at in range(_PARTS):
            timed = send_streams(relay.port, streams(ground, relay, part, first=at * part), part)
            began = began or timed.began
            most = max(most, relay.rows(_WAITING)[0][0])
        wait_until(lambda: relay.rows(_WAITING)[0][0] == 0, "the day to be registered", seconds=_PATIENCE)
        moments = acknowledged_at(relay)
        ((twice,),) = register.rows(_TWICE)
        sizes = relay.rows(_SIZE)[0][0], register.rows(_SIZE)[0][0]
    seconds = max(moments.values()) - began
    return [_day(part * _PARTS, len(moments), twice, seconds, most), _stored(*sizes)]


def _day(sent: int, acknowledged: int, twice: int, seconds: float, most: int) -> Figure:
    rate = sent / seconds
    return Figure(
        name=f"{sent:,} results, of a record day of {RECORD_DAY:,}",
        value=f"{rate:,.0f}/s: {seconds / 60:.1f} min; at most {most:,} waiting",
        limit=f"lost {sent - acknowledged}, twice {twice}; the whole day in {RECORD_DAY / rate / 60:.0f} min",
        aim="≥ 2,500/s, 0, 0",
        met=rate >= 2500 and acknowledged == sent and not twice,
        values={
            "day_per_second": rate,
            "day_results": sent,
            "day_seconds": seconds,
            "day_lost": sent - acknowledged,
            "day_twice": twice,
            "day_most_waiting": most,
        },
    )


def _stored(relay: float, register: float) -> Figure:
    return Figure(
        name="Stored that day",
        value=f"relay {relay / 2**30:.1f} GiB, register {register / 2**30:.1f} GiB",
        limit="",
        aim="",
        met=None,
        values={"day_relay_bytes": relay, "day_register_bytes": register},
    )
