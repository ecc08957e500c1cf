"""`python -m tests.faults.simulation --seeds 500`: runs and judges them, prints the table, notes the result.

`--seed 17` replays one and prints its trace: the same at every run of the same commit.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.faults.simulation import report
from tests.faults.simulation.peer_world import run_peer
from tests.faults.simulation.peers import PEERS
from tests.faults.simulation.running import SeedResult, run_seeds


def main(words: Sequence[str]) -> int:
    """1 if any seed did not hold."""
    asked = _parse(words)
    if asked.seed is not None:
        return _replay(asked.seed)
    began, found = time.monotonic(), list[SeedResult]()
    for result in run_seeds(range(1, asked.seeds + 1), processes=asked.processes):
        found.append(result)
        if result.broken:
            _say(f"seed {result.seed}: {result.broken}")
            _say(f"    replay it: {sys.executable} -m tests.faults.simulation --seed {result.seed}")
    summary = report.Summary.of(found)
    peers = {name: run_peer(make, range(1, asked.seeds + 1)) for name, make in PEERS.items()}
    _say(report.table(summary, peers, seconds=time.monotonic() - began))
    if asked.results is not None:
        report.write(summary, peers, asked.results)
    return int(any(one.broken for one in found))


def _replay(seed: int) -> int:
    (result,) = run_seeds([seed], processes=1)
    _say("\n".join(result.trace))
    _say(f"seed {seed}: {result.broken or 'everything held'} (trace {result.digest[:16]})")
    return int(bool(result.broken))


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many, from 1 (500)")
    parser.add_argument("--seed", type=int, help="one alone, with its trace")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="side by side (one a core)")
    parser.add_argument("--results", type=Path, help="the folder of the results; none is written by default")
    return parser.parse_args(words)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
