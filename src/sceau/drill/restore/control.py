"""The same restore with one archived segment gone, and without the offline key: both must be noticed."""

import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from sceau.drill.restore.books import missing
from sceau.drill.restore.host import Host, HostError
from sceau.drill.restore.report import Control
from sceau.drill.restore.repository import OfflineKey, Repository, RepositoryError
from sceau.web.embedded import EmbeddedPostgres, give_to_account


def controlled(host: Host, hole: Path, key: OfflineKey, ids: Collection[bytes], folder: Path) -> Control:
    """`hole`: a file of the store, the segment that goes missing in a copy. `ids`: what the archive holds."""
    folder.mkdir()
    give_to_account(folder, mode=0o711)
    stranger = OfflineKey.make(folder / "stranger.key")
    refused = not _opens(_copy(host, folder / "without-key"), stranger)
    copy = _copy(host, folder / "hole")
    (copy.store / hole.relative_to(host.repository.store)).unlink()
    return Control(_missed(copy, host, key, ids), refused)


def archived(repository: Repository) -> list[Path]:
    """The segments in the store, oldest first; their names begin with timeline and number."""
    segments = repository.store.glob("archive/*/*/*/[0-9A-F]*-*")
    return sorted((one for one in segments if ".partial" not in one.name), key=lambda one: one.name[:24])


def _opens(copy: Repository, key: OfflineKey) -> bool:
    try:
        copy.reopen(key)
        copy.run("info")
    except RepositoryError:
        return False
    return True


def _missed(copy: Repository, host: Host, key: OfflineKey, ids: Collection[bytes]) -> int:
    """Envelopes that are not there after a restore from this copy; all of them when it refuses to start."""
    postgres = EmbeddedPostgres(copy.data, {**host.postgres.options, "archive_mode": "off"}, host.postgres.programs)
    with suppress(HostError, RepositoryError, RuntimeError):
        Host(postgres, copy).restore(key)
        found = missing("relay", postgres.url("sceau"), ids)
        postgres.stop()
        return found
    postgres.kill()
    return len(ids)


def _copy(host: Host, folder: Path) -> Repository:
    """The store, as another machine would find it."""
    folder.mkdir()
    give_to_account(folder, mode=0o711)
    store = folder / "store"
    shutil.copytree(host.repository.store, store)
    for path in (store, *store.rglob("*")):
        give_to_account(path, mode=0o700 if path.is_dir() else 0o600)
    return Repository(store, folder / "host", folder / "data")
