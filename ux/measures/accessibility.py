"""What axe finds on every page in every state, language and colours."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.counter.scenes.scene import Scenes, looks
from tests.journeys.counter.scenes.whole import Stage, whole
from tests.journeys.phone import accessibility_problems
from tests.journeys.stage import stage as relay_stage
from tests.journeys.test_ticket_page import STATES

from ux.figures import Figure
from ux.ground import Ground


def measure(ground: Ground) -> list[Figure]:
    counter = whole(ground.stage, ground.stage.till())
    return [
        _figure("axe: counter and the phone's form", "axe_counter", counter),
        _figure("axe: ticket", "axe_ticket", _tickets(ground.stage)),
    ]


def _tickets(stage: Stage) -> Scenes:
    with tempfile.TemporaryDirectory() as folder, relay_stage(Path(folder)) as desk:
        for name, reach in STATES.items():
            phone = stage.phone()
            reach(desk, phone)
            yield name, phone.page
            phone.context.close()


def _figure(name: str, key: str, scenes: Scenes) -> Figure:
    looked = list(_findings(scenes))
    found = [one for findings in looked for one in findings]
    return Figure(
        name=f"{name}, {len(looked)} looks",
        value=f"{len(found)} violations",
        limit="0",
        within=not found,
        values={f"{key}_looks": len(looked), f"{key}_violations": found},
    )


def _findings(scenes: Scenes) -> Iterator[list[str]]:
    """Of each look: where, and which rule."""
    for name, page in scenes:
        for language, scheme in looks(page):
            problems = accessibility_problems(page)
            yield [f"{name} {language} {scheme}: {problem.partition(':')[0]}" for problem in problems]
