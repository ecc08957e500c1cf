"""Seeds on disk, apart from the database: whoever steals the one opens nothing without the other.

One file a seed, 32 bytes in hexadecimal, readable by its owner alone, made durable before it is used and never
overwritten. Names are paths in the folder, so that a process can be given only its part of it:

    intake/root                 register: hash of the first statement, which everybody pins
    intake/epochs/KID           register: epochs
    intake/acknowledgement/KID  register: signs acknowledgements
    intake/ledger/KID           register: signs checkpoints
    intake/deduplication/MONTH  register: HMAC keys
    signer/KID                  register: signs statements
    statistics/KID              register: opens contributions, the counter's alone
    slips/KID                   notifier: opens slips
    memory                      notifier: marks what was sent, so that the marks say nothing

Destroying overwrites, then removes: on a disk that keeps old blocks (SSD, snapshots) encrypt the volume too.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SEED_LENGTH = 32


class KeyMissingError(LookupError):
    """A seed is not in the folder. The message names the file's place in the folder, never its content."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"no key {name} in the keys folder: list the keys (`sceau register keys list`, `sceau notifier key list`)"
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class KeyFolder:
    """A folder of seeds."""

    path: Path

    def create(self, name: str, seed: bytes | None = None) -> bytes:
        """Write a seed (random unless given) under `name` and return it. FileExistsError when there is one."""
        seed = seed or secrets.token_bytes(SEED_LENGTH)
        target = self.path / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        _write(temporary, seed.hex().encode() + b"\n")
        try:
            os.link(temporary, target)  # appears whole or not at all, and never over another
        finally:
            temporary.unlink()
        _sync_folder(target.parent)
        return seed

    def ensure(self, name: str) -> bytes:
        """The seed under `name`, made if there is none, by whichever process comes first."""
        try:
            return self.read(name)
        except KeyMissingError:
            pass
        try:
            return self.create(name)
        except FileExistsError:
            return self.read(name)

    def read(self, name: str) -> bytes:
        try:
            text = (self.path / name).read_text("ascii")
        except FileNotFoundError:
            raise KeyMissingError(name) from None
        return _parse(text, name)

    def names(self, part: str) -> tuple[str, ...]:
        """Names of the seeds in a part of the folder, `intake/epochs` for example, sorted."""
        folder = self.path / part
        if not folder.is_dir():
            return ()
        return tuple(sorted(f"{part}/{one.name}" for one in folder.iterdir() if not one.name.startswith(".")))

    def destroy(self, name: str) -> None:
        target = self.path / name
        if not target.is_file():
            raise KeyMissingError(name)
        with target.open("r+b") as file:
            file.write(bytes(target.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        target.unlink()
        _sync_folder(target.parent)


def _parse(text: str, name: str) -> bytes:
    try:
        seed = bytes.fromhex(text.strip())
    except ValueError:
        seed = b""
    if len(seed) != SEED_LENGTH:
        raise ValueError(f"key {name} is damaged: it must be {2 * SEED_LENGTH} hexadecimal digits; restore it")
    return seed


def _write(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
