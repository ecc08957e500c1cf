"""One run of the drill in a process of its own: a world, its day, every component stolen and searched.

    python -m sceau.drill real|control FOLDER [without-counter]

`run` starts it twice, once from the package and once from the control's copy. It writes a JSON object a line on
standard output: how many searches there will be, then each as it ends. Its standard input is a pipe that only `run`
holds: when that closes, the run stops and clears up.
"""

import json
import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from sceau.demo.world import running
from sceau.drill import notices
from sceau.drill.canaries import CANARIES
from sceau.drill.counter.theft import CounterThefts
from sceau.drill.day import live
from sceau.drill.pairs import pairs
from sceau.drill.report import Group, Measured
from sceau.drill.run import WITHOUT_COUNTER, parts_of
from sceau.drill.search import Finding, Search, Traces
from sceau.drill.theft import Component, Scene, Stolen, Thief, components, intake_memory
from sceau.drill.tries import guesses


def main(kind: str, folder: Path, *, counter: bool) -> None:
    folder.mkdir()
    with running(usual_ports=False) as world:
        scene = Scene(world, live(world, folder, counter=counter), folder)
        thief = _thief(scene)
        todo = list(_thefts(scene, with_pairs=kind == "real"))
        _say({"searches": len(todo)})
        for group, component in todo:
            stolen = thief.steal(component)
            _say({"group": group, "people": sorted(stolen.readable), "measured": asdict(_measured(stolen))})


def _thefts(scene: Scene, *, with_pairs: bool) -> Iterator[tuple[Group, Component]]:
    """Pairs first: a ticket that was guessed at is locked, and who waits is told. Memory before all: it forgets.

    The counter's computer late, when its sign-in is past; logs last, which hold what the thieves did.
    """
    first, *others, logs = components(scene)
    before_sending, *after_sending = notices.components(scene)
    yield Group.COMPONENT, first
    yield Group.SHOWN, intake_memory(scene)
    yield Group.SHOWN, notices.while_sending(scene)
    if with_pairs:
        yield from ((Group.PAIR, pair) for pair in pairs(scene))
    yield from ((Group.COMPONENT, component) for component in (before_sending, *others, *after_sending))
    if scene.day.counter is not None:
        counter = CounterThefts(scene, scene.day.counter)
        yield from ((Group.COMPONENT, component) for component in counter.components())
        yield from ((Group.PAIR, pair) for pair in counter.pairs() if with_pairs)
    yield Group.COMPONENT, logs


def _thief(scene: Scene) -> Thief:
    search = Search(scene.day.people, Traces(scene.day.traces()))
    return Thief(search, tuple(guesses(scene.day.people, scene.day.hashed)), tuple(range(CANARIES)))


def _measured(stolen: Stolen) -> Measured:
    traces = tuple(_sorted_traces(stolen.findings))
    return Measured(stolen.name, len(stolen.readable), stolen.searched_bytes, stolen.values_tried, traces)


def _sorted_traces(findings: Iterable[Finding]) -> list[str]:
    """Who, what, how and where; never the value."""
    return sorted({f"canary {one.person}: {one.field}, {one.form}, in {one.place}" for one in findings})


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop_when_alone(alone: threading.Event) -> None:
    """Wait until whoever started this run is gone."""
    os.read(0, 1)
    alone.set()
    os.kill(os.getpid(), signal.SIGTERM)


def _clear_up(parts: Iterable[Path], root: Path) -> None:
    """What this run had in the drill's folder; the last of the two runs removes the folder itself."""
    for part in parts:
        shutil.rmtree(part, ignore_errors=True)
        with suppress(OSError):
            part.unlink()
    with suppress(OSError):
        root.rmdir()


def _run(kind: str, folder: Path, *, counter: bool) -> None:
    alone = threading.Event()
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_stop_when_alone, args=[alone], daemon=True).start()
    try:
        main(kind, folder, counter=counter)
    finally:
        if alone.is_set():
            _clear_up(parts_of(folder.parent, kind), folder.parent)


if __name__ == "__main__":
    _run(sys.argv[1], Path(sys.argv[2]), counter=WITHOUT_COUNTER not in sys.argv)
