"""The notifier's seeds: one a month, made here, published by the register, destroyed when nothing needs them.

The one idea: the private half is made where it is used and never leaves; the register's operator is given a file with
the public half. What is published decides when a seed goes (`destroy_after`, `spec/keys.md` §1).
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kid
from sceau.envelope.statements import KeyRole, PublishedKey, Statements
from sceau.web.key_folder import SEED_LENGTH, KeyFolder

SLIPS: Final = "slips"
MEMORY: Final = "memory"


@dataclass(frozen=True, slots=True)
class SlipKeys:
    """The seeds in a folder, each read when a slip names it; `memory` is the key of the marks."""

    folder: KeyFolder
    memory: bytes = field(repr=False)

    @classmethod
    def of(cls, path: Path) -> "SlipKeys":
        folder = KeyFolder(path)
        return cls(folder, folder.ensure(MEMORY))

    def seed(self, key_id: bytes) -> bytes:
        """KeyMissingError for one that is not here, or no longer."""
        return self.folder.read(f"{SLIPS}/{key_id.hex()}")


@dataclass(frozen=True, slots=True)
class KeyState:
    """A seed in the folder, and what was published of it; None before it was."""

    kid: bytes
    published: PublishedKey | None


def new_key(folder: KeyFolder) -> bytes:
    """Make a seed; its public key, for the register to publish."""
    seed = secrets.token_bytes(SEED_LENGTH)
    public = kem_public_key(seed)
    folder.create(f"{SLIPS}/{kid(public).hex()}", seed)
    return public


def key_states(folder: KeyFolder, statements: Statements) -> Iterator[KeyState]:
    """Every seed here, in order of publication, those not yet published last."""
    published = {key.kid: key for key in statements.keys if key.role is KeyRole.NOTIFIER}
    here = {bytes.fromhex(name.rpartition("/")[2]) for name in folder.names(SLIPS)}
    yield from (KeyState(one, published[one]) for one in published if one in here)
    yield from (KeyState(one, None) for one in sorted(here - published.keys()))


def destroy_past(folder: KeyFolder, statements: Statements, *, now: int) -> int:
    """Destroy the seeds past their `destroy_after`, `now` in seconds since 1970. How many were."""
    past = [one for one in key_states(folder, statements) if one.published and now > one.published.destroy_after]
    for one in past:
        folder.destroy(f"{SLIPS}/{one.kid.hex()}")
    return len(past)
