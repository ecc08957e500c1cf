"""What many seeds showed: the table on the screen, `simulation.json`, and its section of the fault report."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from tests.faults import results
from tests.faults.simulation.peer_world import PeerResult
from tests.faults.simulation.running import SeedResult


@dataclass(frozen=True, slots=True)
class Summary:
    """All seeds together. `struck`: what went wrong and how often."""

    seeds: int
    acknowledged: int
    lost: int
    twice: int
    replayed: int
    failed: tuple[int, ...]
    struck: Counter[str]

    @classmethod
    def of(cls, found: Sequence[SeedResult]) -> "Summary":
        return cls(
            seeds=len(found),
            acknowledged=sum(one.acknowledged for one in found),
            lost=sum(one.lost for one in found),
            twice=sum(one.twice for one in found),
            replayed=sum(one.replayed for one in found),
            failed=tuple(sorted(one.seed for one in found if one.broken)),
            struck=sum((one.struck for one in found), Counter()),
        )

    @property
    def faults(self) -> int:
        return sum(self.struck.values())


Peers = Mapping[str, PeerResult]


def table(summary: Summary, peers: Peers, *, seconds: float) -> str:
    """What went wrong and how often, the sums, and the peers in the same weather."""
    struck = [f"{count:9,}  {what}" for what, count in summary.struck.most_common()]
    rows = [f"{who:50} {row.acknowledged:9,} {row.lost:9,} {row.twice:9,}" for who, row in _rows(summary, peers)]
    head = f"{'':50} {'taken':>9} {'lost':>9} {'twice':>9}"
    return "\n".join([*struck, "", head, *rows, "", f"{_sentence(summary)} {seconds:,.0f} s."])


def write(summary: Summary, peers: Peers, folder: Path) -> None:
    """`simulation.json` and `section-simulation.md` in the folder of the fault report's results."""
    folder.mkdir(parents=True, exist_ok=True)
    commit = results.commit()
    row = {
        "row": "simulation",
        "fault": "anything, in any order, drawn from a seed",
        "expected": "the four invariants; oldest first; no write after another took the lease",
        "seen": _sentence(summary),
        "runs": summary.seeds,
        "acknowledged": summary.acknowledged,
        "lost": summary.lost,
        "twice": summary.twice,
        "commit": commit,
        "seeds": [1, summary.seeds],
        "failed": list(summary.failed),
        "faults": dict(summary.struck.most_common()),
        "peers": {name: asdict(row) for name, row in peers.items()},
    }
    path = folder / "simulation.json"
    path.write_text(json.dumps(row, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / "section-simulation.md").write_text(_section(summary, peers, commit), encoding="utf-8")


def _sentence(summary: Summary) -> str:
    held = "every seed held" if not summary.failed else f"{len(summary.failed):,} seeds did not hold"
    return (
        f"{summary.faults:,} faults in {summary.seeds:,} seeds; {summary.acknowledged:,} envelopes acknowledged, "
        f"{summary.lost:,} lost, {summary.twice:,} registered twice; "
        f"{summary.replayed:,} given up, then replayed by the operator; {held}."
    )


def _rows(summary: Summary, peers: Peers) -> list[tuple[str, PeerResult]]:
    ours = PeerResult(summary.acknowledged, summary.lost, summary.twice)
    return [("Sceau: leases it, and deletes nothing unacknowledged", ours), *peers.items()]


def _section(summary: Summary, peers: Peers, commit: str) -> str:
    lines = [f"| {what} | {count:,} |" for what, count in summary.struck.most_common()]
    struck = "\n".join(["| what went wrong | times |", "| --- | ---: |", *lines])
    rows = [f"| {who} | {row.acknowledged:,} | {row.lost:,} | {row.twice:,} |" for who, row in _rows(summary, peers)]
    compared = "\n".join(["| policy | taken | lost | twice |", "| --- | ---: | ---: | ---: |", *rows])
    said = f"**{_sentence(summary)}** Commit `{commit}`, seeds 1 to {summary.seeds:,}."
    return f"{_HEAD}\n\n{said}\n\n{struck}\n\n{_PEERS}\n\n{compared}\n"


_HEAD: Final = """\
## The simulation

Relay, two workers, register and three pharmacies' computers run in one process (`tests/faults/simulation`): the
product's own code on a real PostgreSQL. A seed decides everything that is not theirs: what the network does with each
message, when a process dies between two of its steps or loses its database, when a clock jumps or a service goes away,
and whose turn it is while somebody waits. Then it clears up, simulated days pass until nothing waits any more, and the
same invariants are read as above, with every receipt; also that the oldest of a pharmacy's went first, that nobody
wrote after another had taken the lease, and that the relay's own reconciliation names nothing. A seed that fails fails
again: `python -m tests.faults.simulation --seed` prints what happened, step for step.

*Billed = registered* compares what the relay holds an *accepted* acknowledgement of with what the register has
registered; nothing writes invoices yet. Processes die here; power cuts are tried above with real ones."""

_PEERS: Final = """\
### The same weather over three other policies

Small models (`tests/faults/simulation/peers.py`), written from what services of this kind have published of how they
try again. They are read kindly: a disk never loses a write, an item that comes again is known, an answer is believed
only if it is the receiver's, and what is still in a poison queue is put back once it clears up. *Twice*: it arrived
more than once, and is registered twice if its receiver does not know it again; Sceau's register does."""
