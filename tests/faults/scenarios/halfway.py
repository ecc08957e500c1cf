"""Migrations and changes of keys killed half-way: row 19 of the guarantees.

The one idea: the same command is run again until it ends by itself, each run killed at some step; what is there then
must be what one undisturbed run makes.
"""

import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from random import Random
from typing import Final

import psycopg
from tests.faults.fault import Action, Fault, Moment, Plan
from tests.faults.ground import Ground
from tests.faults.invariants import LOST, Broken, check
from tests.faults.pharmacy import Letter
from tests.faults.service import DEADLINE_SECONDS, Service
from tests.faults.world import World

from sceau.envelope.statements import KeyRole
from sceau.register.keys.epochs import states
from sceau.register.keys.published import ROOT_HASH, replay
from sceau.web import embedded
from sceau.web.clock import SystemClock
from sceau.web.key_folder import KeyFolder

_TO_REMOVE: Final = "remove the folder and run it again"
RESUMES: Final = "what was killed half-way resumes"
_MIGRATING: Final = "django.db.migrations.executor:MigrationExecutor.apply_migration"
_WITHIN: Final = "django.db.backends.postgresql.schema:DatabaseSchemaEditor.execute"
_RELAY_ENDS: Final = ("sceau.relay.commands:make_room", "sceau.web.ledger_store:open_ledger")
_KEYS: Final = (
    "sceau.web.key_folder:KeyFolder.create",
    "sceau.web.key_folder:os.link",
    "sceau.register.keys.published:insert",
    "sceau.register.commands:_sequence",
)
ROTATED: Final = (KeyRole.ACK, KeyRole.LEDGER, KeyRole.REGISTER)


@dataclass(slots=True)
class Killed:
    """Runs commands of the product, each again until it gets through; `strikes` counts the kills."""

    settings: dict[str, str]
    folder: Path
    random: Random
    source: Path | None = None
    strikes: int = 0

    def migrate(self, service: str) -> None:
        """Kill within a migration, whose statements must leave nothing; then after one to three, which must stay."""
        command = (service, "migrate")
        while self._run(command, Fault(Action.KILL, Moment.AFTER, _WITHIN)):
            after = Fault(Action.KILL, Moment.AFTER, _MIGRATING, call=self.random.randint(1, 3))
            self.strikes += 1 + (self._run(command, after) != 0)

    def at_each_step(self, command: tuple[str, ...], targets: Sequence[str], *, calls: int = 1) -> None:
        """Kill it at the first calls of each step, before and after; the last run is not disturbed."""
        for target, moment, call in product(targets, Moment, range(1, calls + 1)):
            self.strikes += self._run(command, Fault(Action.KILL, moment, target, call=call)) != 0
        self._run(command)

    def killed_at(self, command: tuple[str, ...], fault: Fault) -> None:
        assert self._run(command, fault) == -signal.SIGKILL, "the step was never there"
        self.strikes += 1

    def told(self, command: tuple[str, ...]) -> str:
        """What a command says that refuses."""
        log = self.folder / "refused.log"
        assert Service.start(command, Plan(), self.settings, log, source=self.source).process.wait(DEADLINE_SECONDS)
        return " ".join(log.read_text().split())

    def _run(self, command: tuple[str, ...], *faults: Fault) -> int:
        log = self.folder / "killed.log"
        service = Service.start(command, Plan(faults), self.settings, log, source=self.source)
        code = service.process.wait(DEADLINE_SECONDS)
        if code not in (0, -signal.SIGKILL):
            raise Broken(RESUMES, f"{' '.join(command[:3])} ends in an error after it was killed")
        return code


def migrations_killed(ground: Ground, folder: Path, random: Random, source: Path | None = None) -> int:
    """Both databases are begun from nothing by runs that are killed; their tables are those of the undisturbed."""
    strikes = 0
    for service, ends in (("relay", _RELAY_ENDS), ("register", ())):
        cluster = ground.relay_cluster if service == "relay" else ground.register_cluster
        settings = ground.relay_settings if service == "relay" else ground.register_settings
        name = f"SCEAU_{service.upper()}_DATABASE_URL"
        number = secrets.token_hex(8)
        database, undisturbed = (cluster.create_database(f"{word}_{number}") for word in ("killed", "undisturbed"))
        killed = Killed({**settings, name: database}, folder, random, source)
        killed.migrate(service)
        killed.at_each_step((service, "migrate"), ends)
        Killed({**settings, name: undisturbed}, folder, random, source).at_each_step((service, "migrate"), ())
        if _tables(database) != _tables(undisturbed):
            raise Broken(RESUMES, f"the {service}'s tables are not those of an undisturbed migration")
        strikes += killed.strikes
    return strikes


def domain_begun_by_halves(ground: Ground, folder: Path, random: Random, source: Path | None = None) -> int:
    """A register's first keys, by commands that are killed: one chain, and a seed for every key in it."""
    database = ground.register_cluster.create_database(f"begun_{secrets.token_hex(8)}")
    keys, roots = folder / "keys", folder / "roots"
    settings = ground.register_settings | {
        "SCEAU_REGISTER_DATABASE_URL": database,
        "SCEAU_REGISTER_KEYS_FOLDER": str(keys),
    }
    killed = Killed(settings, folder, random, source)
    killed.at_each_step(("register", "migrate"), ())
    _begin_domain(killed, roots)
    killed.at_each_step(("register", "keys", "signer", "--roots", str(roots)), _KEYS)
    killed.at_each_step(("register", "desk", "new-officer", "made-up officer"), ())
    killed.at_each_step(("register", "keys", "epoch"), _KEYS, calls=2)
    _check_chain(database, KeyFolder(keys))
    return killed.strikes


def _begin_domain(killed: Killed, roots: Path) -> None:
    """Root keys that a killed run left are the operator's to remove, and the command says so."""
    command = ("register", "keys", "init", "--roots", str(roots))
    for target in _KEYS:
        killed.killed_at(command, Fault(Action.KILL, Moment.AFTER, target))
        if _TO_REMOVE not in killed.told(command):
            raise Broken(RESUMES, "what a killed `keys init` has left is in the way, and nobody is told")
        shutil.rmtree(roots)
    killed.at_each_step(command, ())


def keys_rotated_by_halves(world: World, count: int, random: Random) -> int:
    """Keys change under envelopes on their way, by commands that are killed; those sealed before and after open."""
    world.start_register()
    world.start_relay()
    old, late, new = _thirds(world, count)
    world.send_until_taken(old)
    settings = world.ground.register_settings | {"SCEAU_REGISTER_DATABASE_URL": world.register_database}
    killed = Killed(settings, world.folder, random, world.source)
    for role in ROTATED:
        killed.at_each_step(("register", "keys", "rotate", role.value), _KEYS)
    world.start_worker()
    world.send_until_taken(late)
    world.send_until_taken(_sealed_to_the_newest(world, len(new)))
    world.settle(seconds=300)
    [(counted,)] = world.register_rows("SELECT count(*) FROM registered WHERE accepted")
    if counted != len(world.notebook.acknowledged):
        raise Broken(LOST, "an envelope sealed to the key before is no longer opened")
    check(world)
    return killed.strikes


def _thirds(world: World, count: int) -> tuple[list[Letter], list[Letter], range]:
    third = count // 3
    return world.seal(third), world.seal(third), range(count - 2 * third)


def _sealed_to_the_newest(world: World, count: int) -> list[Letter]:
    with psycopg.connect(world.register_database) as database:
        folder = KeyFolder(Path(world.ground.register_settings["SCEAU_REGISTER_KEYS_FOLDER"]))
        statements = replay(database, folder.read(ROOT_HASH))
    newest = statements.newest(KeyRole.REGISTER, int(SystemClock().now().timestamp())).pk
    assert newest != world.ground.enrolled.pen.register_key, "the epoch was not rotated"
    return replace(world.ground.enrolled.pen, register_key=newest).seal_many(count)


def _check_chain(database: str, folder: KeyFolder) -> None:
    """The chain holds from the hash that is pinned, has every role, and no key without its seed."""
    with psycopg.connect(database) as connection:
        found = states(connection, folder)
    if {one.key.role for one in found} != {KeyRole.REGISTER, KeyRole.ACK, KeyRole.LEDGER}:
        raise Broken(RESUMES, "a key that a register needs was not published")
    if not all(one.seed_present for one in found):
        raise Broken(RESUMES, "a key was published whose seed is nowhere")


def _tables(database: str) -> str:
    """Tables, columns, indexes, functions and comments, as PostgreSQL writes them."""
    words = [embedded._program("pg_dump"), "--schema-only", "--no-owner", "--restrict-key=compared", database]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
