"""The measures run, on two hundred envelopes: what they find is for `bench/README.md`, not for a test."""

import json
from pathlib import Path

import pytest
from bench.__main__ import MEASURES, run
from bench.long import MEASURES as LONG_MEASURES
from bench.scale import TINY

WANTED = {
    "batch_accepts_to_copy",
    "single_accepts_to_bare_wsgi",
    "intake_to_hpke_cryptography",
    "end_to_end_per_second",
    "latency_p50_seconds",
    "latency_p99_seconds",
    "relay_stored_bytes_a_record",
    "register_stored_bytes_a_record",
    "relay_wal_bytes_a_record",
    "accept_ms_with_many_stored",
    "intake_ms_with_many_stored",
    "accept_processor_ms_with_many_stored",
    "intake_processor_ms_with_many_stored",
    "drain_per_second",
    "drain_per_second_by_4_workers",
    "day_per_second",
}


@pytest.mark.slow
def test_every_measure_runs_and_leaves_its_figures(tmp_path: Path) -> None:
    results = tmp_path / "results.json"
    run(results, TINY, {**MEASURES, **LONG_MEASURES})
    figures = json.loads(results.read_text(encoding="utf-8"))["figures"]
    assert figures.keys() >= WANTED
    assert all(figures[name] > 0 for name in WANTED)
