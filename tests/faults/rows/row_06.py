"""Row 6: flushes to the disk fail, now and then, below the relay's database (libfiu)."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.faults.scenarios import storage
from tests.faults.trial import CannotRun, Seen, Trial

_SOURCE: Final = Path(__file__).parents[1] / "flush.c"
_READS_ITS_ENVIRONMENT: Final = Path("/usr/lib/fiu/fiu_run_preload.so")
_QUICK_RECOVERY: Final = {"recovery_init_sync_method": "syncfs"}
_STRIKES: Final = 15
"""About so many, however many envelopes: each costs a recovery."""


def run(trial: Trial) -> Seen:
    probability = min(0.1, _STRIKES * storage.FEW / trial.envelopes)
    environment = {
        "LD_PRELOAD": f"{_READS_ITS_ENVIRONMENT}:{_compiled(trial.folder)}",
        "FIU_ENABLE": f"enable_random name=flush/fdatasync,probability={probability:.4f}",
    }
    with (
        storage.copied(trial.ground.relay_cluster, trial.folder / "data", _QUICK_RECOVERY) as cluster,
        trial.world(replace(trial.ground, relay_cluster=cluster)) as world,
    ):
        stops = storage.flushing_fails(world, cluster, trial.envelopes, environment)
    return Seen(
        f"PostgreSQL stopped at each failed flush ({stops} times) and came back by recovery; meanwhile 503, logged",
        stops,
        trial.acknowledged,
    )


def _compiled(folder: Path) -> Path:
    folder.mkdir()
    library = folder / "flush.so"
    command = ["cc", "-shared", "-fPIC", "-o", str(library), str(_SOURCE), "-lfiu", "-ldl"]
    if not (_READS_ITS_ENVIRONMENT.exists() and shutil.which("cc")) or subprocess.run(command, check=False).returncode:
        raise CannotRun("no libfiu, or no C compiler (Debian packages fiu-utils, libfiu-dev, gcc)")
    return library
