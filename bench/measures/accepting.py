"""Accepts: streams against COPY, single ones against a bare WSGI application. Each answer is given after the commit."""

import sys
from collections.abc import Sequence
from typing import Final

from bench.figures import RELAY_TABLES, Figure, Named, against
from bench.ground import Ground, Running, emptied
from bench.limits.copying import copy_and_check
from bench.load import send_singles, send_streams, singles, streams
from bench.scale import Scale
from bench.sealing import sealed
from bench.service import Service
from bench.timing import in_turn
from sceau.demo.processes import port_for

ENVELOPES_LEAVES: Final = "leaf_queue WHERE journal_at IS NULL"
"""Those of the journal, one a request, wait in the same queue."""


def measure(ground: Ground, scale: Scale) -> list[Figure]:
    with ground.relay("accepting") as relay:
        return [_streams(ground, relay, scale), _singles(ground, relay, scale)]


def _streams(ground: Ground, relay: Running, scale: Scale) -> Figure:
    requests = streams(ground, relay, scale.batch)

    def product() -> float:
        emptied(relay, RELAY_TABLES)
        seconds = send_streams(relay.port, requests, scale.batch).seconds
        _expect_rows(relay, ("envelope", "outbox", ENVELOPES_LEAVES, "ticket"), scale.batch)
        return seconds

    def limit() -> float:
        emptied(relay, RELAY_TABLES)
        seconds = copy_and_check(relay.database, ground.pharmacies, scale.batch)
        _expect_rows(relay, ("envelope", "outbox"), scale.batch)
        return seconds

    rounds = in_turn(scale.batch, product, limit, rounds=scale.rounds)
    ours, theirs = Named("Accepts in streams", "batch_accepts"), Named("COPY and signature", "copy")
    return against(ours, theirs, rounds, aim=0.6)


def _singles(ground: Ground, relay: Running, scale: Scale) -> Figure:
    requests = singles(ground, relay, scale.single)
    template = ground.folder / "one-envelope"
    template.write_bytes(sealed(ground.pharmacies[0])[0])
    port = port_for(0)
    command = [sys.executable, "-m", "bench.limits.bare", f"127.0.0.1:{port}", relay.database, str(template)]

    def side(port: int) -> float:
        emptied(relay, RELAY_TABLES)
        seconds = send_singles(port, requests)
        _expect_rows(relay, ("envelope", "outbox", ENVELOPES_LEAVES), scale.single)
        return seconds

    with Service.start(command, {}, ground.folder / "bare.log", ready=f"http://127.0.0.1:{port}/"):
        rounds = in_turn(scale.single, lambda: side(relay.port), lambda: side(port), rounds=scale.rounds)
    ours, theirs = Named("Single accepts", "single_accepts"), Named("bare WSGI", "bare_wsgi")
    return against(ours, theirs, rounds, aim=0.5)


def _expect_rows(relay: Running, tables: Sequence[str], count: int) -> None:
    """What was answered is there: the tables were empty before."""
    found = {table: relay.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}  # noqa: S608 - ours
    if set(found.values()) != {count}:
        raise RuntimeError(f"{found} rows for {count} envelopes")
