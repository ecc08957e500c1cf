"""A database host with a continuous archive: begun, backed up, lost whole, restored by store and offline key."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg.conninfo import conninfo_to_dict

from sceau.drill.restore.means import POSTGRESQL
from sceau.drill.restore.report import Backup, Return
from sceau.drill.restore.repository import OfflineKey, Repository
from sceau.web.embedded import EmbeddedPostgres, give_to_account

_SEGMENT: Final = 16 * 1024 * 1024
_SECONDS: Final = 120.0


class HostError(RuntimeError):
    """A host did not come to what was waited for."""


@dataclass(frozen=True, slots=True)
class Host:
    postgres: EmbeddedPostgres
    repository: Repository

    @classmethod
    def new(cls, data: Path, key: OfflineKey) -> "Host":
        """A host with its passphrase; its PostgreSQL has not been started."""
        repository = Repository(data.with_name(f"{data.name}-store"), data.with_name(f"{data.name}-host"), data)
        repository.begin(key.recipient)
        return cls(EmbeddedPostgres(data, repository.settings(), POSTGRESQL), repository)

    def begin_archive(self) -> None:
        """Once its PostgreSQL runs."""
        self._configure()
        self.repository.run("stanza-create")
        self.repository.run("check")

    def back_up(self, kind: str) -> Backup:
        """`full` or `incr`; the bytes are those of the whole store after it."""
        began = time.monotonic()
        self.repository.run(f"--type={kind}", "backup")
        size = sum(path.stat().st_size for path in self.repository.store.rglob("*") if path.is_file())
        return Backup(kind, time.monotonic() - began, size)

    def archive_all(self) -> None:
        """End the segment, as PostgreSQL does within a minute of a write, and wait until it is in the store."""
        segment = self._ask("SELECT pg_walfile_name(pg_switch_wal())")
        wait(lambda: self._archived() >= segment, "its last segment in the archive")

    def unarchived_bytes(self) -> int:
        """Of the log, written and not in the store."""
        _, number = self._archived()[:8], self._archived()[8:]
        archived = (int(number[:8], 16) << 32) + (int(number[8:], 16) + 1) * _SEGMENT
        return max(0, int(self._ask("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint::text")) - archived)

    def lose(self) -> None:
        """Power and disk at once: every process, data, configuration, passphrase. The store is elsewhere."""
        self.postgres.kill()
        shutil.rmtree(self.postgres.data)
        shutil.rmtree(self.repository.host)

    def restore(self, key: OfflineKey) -> Return:
        """On an empty host: the passphrase by the offline key, the last backup, and the archive after it."""
        began = time.monotonic()
        self.postgres.data.mkdir()
        give_to_account(self.postgres.data)
        self.repository.reopen(key)
        self.repository.run("restore")
        fetched = time.monotonic()
        self.postgres.start()
        wait(lambda: self._ask("SELECT pg_is_in_recovery()::text") == "false", "the end of its recovery")
        self._configure()
        return Return(fetched - began, time.monotonic() - fetched)

    def _configure(self) -> None:
        self.repository.write_configuration(str(conninfo_to_dict(self.postgres.url())["host"]))

    def _archived(self) -> str:
        """Name of the last segment in the store: timeline, then number."""
        return self._ask("SELECT coalesce(left(last_archived_wal, 24), '') FROM pg_stat_archiver")

    def _ask(self, query: str) -> str:
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            row = connection.execute(query.encode()).fetchone()
        return str(row[0]) if row else ""


def wait(look: Callable[[], bool], what: str, *, seconds: float = _SECONDS) -> None:
    """Until `look` is true. HostError after `seconds`."""
    ends = time.monotonic() + seconds
    while not look():
        if time.monotonic() > ends:
            raise HostError(f"{seconds:.0f} seconds were not enough for {what}")
        time.sleep(0.05)
