"""Everything running, once for these tests: what `sceau demo` starts."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sceau.demo.processes import sceau
from sceau.demo.world import World, running


@dataclass(frozen=True)
class Ran:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever the command says
        return json.loads(self.out)


@dataclass(frozen=True)
class Pharmacy:
    """The demo's pharmacy, spoken to by the command line."""

    world: World

    def sceau(self, *words: object, environment: Mapping[str, str] | None = None) -> Ran:
        told = {**os.environ, "SCEAU_HOME": str(self.world.installation.home), "LANG": "C", **(environment or {})}
        done = subprocess.run(sceau(*map(str, words)), env=told, capture_output=True, text=True, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def pharmacy() -> Iterator[Pharmacy]:
    with running(usual_ports=False) as world:
        yield Pharmacy(world)


@pytest.fixture(scope="session")
def bio_trod() -> Path:
    """One of the two official documents."""
    return Path(__file__).parents[2] / "data" / "bio-trod" / "BIO-TROD_2024.01_COVID-19.xml"


@pytest.fixture
def now() -> Callable[[], datetime]:
    return lambda: datetime.now(UTC)


def eventually(holds: Callable[[], bool], *, seconds: float = 60.0) -> bool:
    """Whether something comes true; waiting ends as soon as it does."""
    ends = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True
