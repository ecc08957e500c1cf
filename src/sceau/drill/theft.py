"""What can be stolen, one component after another, and what a thief who knows the canaries reads in it.

The one idea: a component is a name and bytes. All are searched in the same way; the control searches the same ones.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sceau.demo.notices import KEYS as NOTIFIER_KEYS
from sceau.demo.world import World
from sceau.drill import tickets, web
from sceau.drill.database import Cluster
from sceau.drill.day import Day
from sceau.drill.files import file_pieces, folder_pieces
from sceau.drill.memory import process_tree, stopped, tree_pieces
from sceau.drill.search import Finding, Search
from sceau.drill.streams import Piece, hidden_in
from sceau.drill.tries import Guess, tried, values_in
from sceau.envelope.ticket import parse_link
from sceau.register.keys.published import ROOT_HASH

RELAY_WEB, RELAY_WORKER, RELAY_LIVE = ("relay", "serve"), ("relay", "work"), ("relay", "live")
REGISTER_WEB, REGISTER_COUNTER = ("register", "serve"), ("register", "count")
NOTIFIER: Final = ("notifier", "serve")
SERVICES: Final = (RELAY_WEB, RELAY_WORKER, RELAY_LIVE, REGISTER_WEB, REGISTER_COUNTER, NOTIFIER)
_SECRET_SETTINGS: Final = ("SECRET", "SEED", "CLIENT_KEY", "DATABASE_URL", "TOKEN")
Theft = Callable[[], Iterator[Piece]]


@dataclass(frozen=True, slots=True)
class Component:
    """`theft` gives its bytes. Where one of `forbidden` stands in them, everybody counts as readable.

    `allowed` are fields that the design says are there: an address, where mail was sent to it.
    """

    name: str
    theft: Theft
    forbidden: frozenset[bytes] = frozenset()
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Stolen:
    """One component after its search: who is readable and why, bytes looked at, keys and hashes tried."""

    name: str
    findings: frozenset[Finding]
    searched_bytes: int
    values_tried: int

    @property
    def readable(self) -> frozenset[int]:
        return frozenset(one.person for one in self.findings)


@dataclass(frozen=True, slots=True)
class Thief:
    """Knows every canary and how the product hashes; steals one component at a time."""

    search: Search
    guesses: tuple[Guess, ...]
    everybody: tuple[int, ...]

    def steal(self, component: Component) -> Stolen:
        findings: set[Finding] = set()
        values: set[bytes] = set()
        size = 0
        for piece in component.theft():
            for one in (piece, *hidden_in(piece)):
                findings.update(self.search.findings(one))
                values |= values_in(one)
                size += len(one.data)
                if any(form in one.data for form in component.forbidden):
                    findings |= {
                        Finding(person, "everything", "a secret is served", one.place) for person in self.everybody
                    }
        findings |= tried(values, self.guesses, component.name)
        betraying = frozenset(one for one in findings if one.field not in component.allowed)
        return Stolen(component.name, betraying, size, len(values))


@dataclass(frozen=True, slots=True)
class Scene:
    """A world after its day. `workshop` is the thief's own folder."""

    world: World
    day: Day
    workshop: Path

    def process(self, words: tuple[str, ...]) -> int:
        """The process that runs `sceau WORDS`, found among our descendants by its command line."""
        wanted = [word.encode() for word in words]
        for pid in process_tree(os.getpid()):
            if (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\x00")[-1 - len(words) : -1] == wanted:
                return pid
        raise ProcessLookupError(f"no process runs sceau {' '.join(words)}")

    def settings(self, words: tuple[str, ...]) -> dict[str, str]:
        """The SCEAU_ settings that a service was started with."""
        pairs = (Path("/proc") / str(self.process(words)) / "environ").read_text().split("\x00")
        return dict(pair.split("=", 1) for pair in pairs if pair.startswith("SCEAU_"))

    def cluster(self, service: str) -> Cluster:
        url = self.settings((service, "serve"))[f"SCEAU_{service.upper()}_DATABASE_URL"]
        data = self.world.folder / f"{service}-data"
        postmaster = (data / "postmaster.pid").read_text().split("\n", 1)[0]
        return Cluster(url, data, (Path("/proc") / postmaster / "exe").readlink().parent)


def components(scene: Scene) -> list[Component]:
    """What is stolen, in an order in which no theft disturbs the next (guessing locks tickets; logs hold it all)."""
    relay, register = scene.cluster("relay"), scene.cluster("register")
    never_served = frozenset(secrets_of(scene)) | web.MACHINE
    relay_url, register_url = scene.world.relay, scene.world.register
    return [
        Component("relay web memory and environment", lambda: _process(scene, RELAY_WEB)),
        Component("relay worker memory and environment", lambda: _process(scene, RELAY_WORKER)),
        Component("relay live memory and environment", lambda: _process(scene, RELAY_LIVE)),
        Component("register counter memory and environment", lambda: _process(scene, REGISTER_COUNTER)),
        Component("relay database", lambda: chain(relay.row_pieces(), relay.disk_pieces())),
        Component("relay write-ahead log", relay.wal_pieces),
        Component("register database", lambda: chain(register.row_pieces(), register.disk_pieces())),
        Component("register write-ahead log", register.wal_pieces),
        Component("backups", lambda: _backups(scene, relay, register)),
        Component("client's computer", lambda: folder_pieces(scene.world.installation.home)),
        Component("ledgers", lambda: chain(web.ledger_pieces(relay_url), web.ledger_pieces(register_url))),
        Component("relay files over HTTP", lambda: _served(scene, "relay", relay_url), never_served),
        Component("register files over HTTP", lambda: _served(scene, "register", register_url), never_served),
        Component("birth date without the ticket", lambda: _without_link(scene)),
        Component("ticket without the birth date", lambda: _without_date(scene)),
        Component("logs", lambda: _logs(scene, relay, register)),
    ]


def intake_memory(scene: Scene) -> Component:
    """The one process that opens envelopes: shown as what it is."""
    return Component("register intake memory and environment", lambda: _process(scene, REGISTER_WEB))


def secrets_of(scene: Scene) -> set[bytes]:
    """What no service may serve: the services' secrets, and the register's seeds, as written and as bytes."""
    secrets = {
        value.encode()
        for words in SERVICES
        for name, value in scene.settings(words).items()
        if name.endswith(_SECRET_SETTINGS)
    }
    keys = scene.world.folder / "register-keys"
    for path in (*keys.rglob("*"), *(scene.world.folder / NOTIFIER_KEYS).rglob("*")):
        if path.is_file() and path != keys / ROOT_HASH:
            seed = path.read_bytes().strip()
            secrets |= {seed, bytes.fromhex(seed.decode())}
    return secrets


def _process(scene: Scene, words: tuple[str, ...]) -> Iterator[Piece]:
    pids = process_tree(scene.process(words))
    with stopped(pids):
        yield from tree_pieces(pids)


def _backups(scene: Scene, relay: Cluster, register: Cluster) -> Iterator[Piece]:
    yield from relay.base_backup_pieces(scene.workshop / "relay-backup")
    yield from register.dump_pieces(scene.workshop / "register.sql.gz")


def _served(scene: Scene, service: str, url: str) -> Iterator[Piece]:
    port = scene.settings((service, "serve")).get(f"SCEAU_{service.upper()}_METRICS_PORT")
    yield from web.file_pieces(url, service)
    if port:
        yield from web.file_pieces(f"http://{urlsplit(url).hostname}:{port}", f"{service} metrics")


def _without_link(scene: Scene) -> Iterator[Piece]:
    known: Mapping[int, list[tuple[int, bytes, bytes]]] = {
        person: [(scene.day.day, one, parse_link(scene.day.links[person])[0].lookup) for one in ids]
        for person, ids in scene.day.ids.items()
    }
    return tickets.date_alone(scene.world.relay, scene.day.people, known)


def _without_date(scene: Scene) -> Iterator[Piece]:
    people = {person.number: person for person in scene.day.people}
    return tickets.link_alone(scene.world.relay, scene.day.links, people)


def _logs(scene: Scene, relay: Cluster, register: Cluster) -> Iterator[Piece]:
    """What every process wrote, the databases included."""
    for path in sorted(scene.world.folder.glob("*.log")):
        yield from file_pieces(path, path.name)
    yield from relay.log_pieces()
    yield from register.log_pieces()
