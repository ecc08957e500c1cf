"""The drill: a day under a continuous archive, both hosts lost in turn, restored, reconciled.

The relay's host is lost while the end of its log is on it alone, as without a synchronous standby: what was
acknowledged then comes back from those who sent it. The register's is lost at a quiet moment, a minute after the last
delivery: its ledger is public, and nobody can send it again what it had signed.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx2

from sceau.demo.world import World, running
from sceau.drill.canaries import crowd
from sceau.drill.restore import books
from sceau.drill.restore.control import archived, controlled
from sceau.drill.restore.host import Host, wait
from sceau.drill.restore.report import Backup, Books, Control, Loss, RestoreReport
from sceau.drill.restore.repository import OfflineKey
from sceau.drill.restore.sending import Pharmacy
from sceau.web.embedded import EmbeddedPostgres

ENVELOPES: Final = 120
"""Sent in three equal parts: before the full backup, after it and archived, and in the last seconds."""
_STEPS: Final = 6
Progress = Callable[[str, int, int], None]


def drill(progress: Progress, *, envelopes: int = ENVELOPES) -> RestoreReport:
    """Run it. RuntimeError when a step fails."""
    with _folder() as folder:
        key = OfflineKey.make(folder / "offline.key")
        hosts: dict[str, Host] = {}

        def new(data: Path) -> EmbeddedPostgres:
            hosts[data.name.removesuffix("-data")] = host = Host.new(data, key)
            return host.postgres

        with running(usual_ports=False, cluster=new) as world:
            return _run(_Drill(world, hosts, key, envelopes // 3), folder, progress)


class _Drill:
    """One run in one world."""

    def __init__(self, world: World, hosts: Mapping[str, Host], key: OfflineKey, part: int) -> None:
        self._world, self._hosts, self._key, self._part = world, hosts, key, part
        self._pharmacy = Pharmacy(world, iter(crowd(3 * part)))
        self._acknowledged: list[bytes] = []
        self._again = 0

    def begin(self) -> tuple[Backup, ...]:
        """The archive, a first part of the day, a full backup of both."""
        for host in self._hosts.values():
            host.begin_archive()
        self._send()
        return tuple(host.back_up("full") for host in self._hosts.values())

    def fill_archive(self) -> tuple[Path, list[bytes]]:
        """A second part, archived: the relay's segment that holds its end, and the ids of both parts."""
        self._send()
        for host in self._hosts.values():
            host.archive_all()
        return archived(self._hosts["relay"].repository)[-1], list(self._acknowledged)

    def lose_relay(self) -> tuple[Loss, int, float]:
        """A third part, and at once the host; how many were sent again, and seconds from the loss to agreeing books."""
        self._send()
        began = time.monotonic()
        loss = self._lose("relay")
        self.compare()
        return loss, self._again, time.monotonic() - began

    def lose_register(self) -> Loss:
        """At a quiet moment: all that it wrote is in the archive."""
        self._hosts["register"].archive_all()
        return self._lose("register")

    def compare(self) -> Books:
        relay, register = self._world.relay_settings, self._world.register_settings
        return books.compare(relay, register.database_url.get_secret_value(), self._acknowledged)

    def control(self, hole: Path, ids: Sequence[bytes], folder: Path) -> Control:
        return controlled(self._hosts["relay"], hole, self._key, ids, folder)

    def _send(self) -> None:
        self._acknowledged += self._pharmacy.send(self._part)
        wait(lambda: books.is_settled(self._database("relay")), "an empty outbox")

    def _lose(self, service: str) -> Loss:
        host, database = self._hosts[service], self._database(service)
        note, unarchived = books.published(database), host.unarchived_bytes()
        began = time.monotonic()
        host.lose()
        returned = host.restore(self._key)
        self._world.processes.guard(host.postgres.pid)
        wait(
            lambda: _answers(self._world.relay if service == "relay" else self._world.register), "its service's answer"
        )
        answered = time.monotonic() - began
        rolled_back = books.missing(service, database, self._acknowledged)
        self._again += self._pharmacy.deliver()
        wait(lambda: books.is_settled(self._database("relay")), "an empty outbox")
        return Loss(service, unarchived, rolled_back, returned, answered, books.grew_from(database, note))

    def _database(self, service: str) -> str:
        settings = self._world.relay_settings if service == "relay" else self._world.register_settings
        return settings.database_url.get_secret_value()


def _run(made: _Drill, folder: Path, progress: Progress) -> RestoreReport:
    """The order of it all."""
    began = time.monotonic()
    steps = iter(range(1, _STEPS + 1))

    def end_step() -> None:
        progress("restore", next(steps), _STEPS)

    end_step()
    backups = made.begin()
    end_step()
    hole, ids = made.fill_archive()
    end_step()
    relay, again, reconciled = made.lose_relay()
    end_step()
    control = made.control(hole, ids, folder / "control")
    end_step()
    register = made.lose_register()
    compared = made.compare()
    end_step()
    return RestoreReport(compared, backups, (relay, register), again, reconciled, control, time.monotonic() - began)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/ready").is_success
    except httpx2.TransportError:
        return False


@contextmanager
def _folder() -> Iterator[Path]:
    """The offline key's, and the control's; hosts lie in the world's own."""
    folder = Path(tempfile.mkdtemp(prefix="sceau-drill-"))
    folder.chmod(0o711)  # PostgreSQL, which is not root, passes through to its data
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
