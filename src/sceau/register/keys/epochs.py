"""Published keys of the register: weekly epochs four ahead, and what signs its word (`spec/keys.md` §1).

The one idea: a seed exists from its publication until 60 days after its week, and is then destroyed: what was sealed to
it can no longer be read by anybody, us included.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sceau.envelope.errors import EnvelopeError
from sceau.envelope.hpke import hpke_seal, kem_public_key
from sceau.envelope.kdf import kid
from sceau.envelope.signature import public_key
from sceau.envelope.statements import DAY, DESTROY_AFTER, KeyRole, Kind, PublishedKey, Statements
from sceau.register.keys.errors import KeysError
from sceau.register.keys.root import publish_signed, published
from sceau.web.database import Database
from sceau.web.key_folder import SEED_LENGTH, KeyFolder

WEEK: Final = 7 * DAY
MONTH: Final = 31 * DAY
WEEKS_AHEAD: Final = 4
SIGNING_LIFE: Final = 400 * DAY
RENEW_BEFORE: Final = 35 * DAY
PARTS: Final = {
    KeyRole.REGISTER: "intake/epochs",
    KeyRole.ACK: "intake/acknowledgement",
    KeyRole.LEDGER: "intake/ledger",
}


@dataclass(frozen=True, slots=True)
class KeyState:
    """A published key, and whether its seed is here."""

    key: PublishedKey
    seed_present: bool


def seed_name(role: KeyRole, key_id: bytes) -> str:
    """Where a seed is in the keys folder."""
    return f"{PARTS[role]}/{key_id.hex()}"


def publish_due(database: Database, folder: KeyFolder, *, now: datetime) -> int:
    """Publish what is missing: epochs for four weeks ahead, signing keys near their end. How many were published."""
    time = int(now.timestamp())
    due = [*_due_epochs(published(database, folder), time), *_due_signing(published(database, folder), time)]
    for role, not_before, not_after in due:
        publish_key(database, folder, role, not_before=not_before, not_after=not_after, now=now)
    return len(due)


def rotate(database: Database, folder: KeyFolder, role: KeyRole, *, now: datetime) -> None:
    """A new key of a role, used from now on; the one before stays valid for what it has signed or received."""
    if role not in PARTS:
        raise KeysError(f"the register has no {role.value} key: choose one of {', '.join(PARTS)}")
    time = int(now.timestamp())
    life = WEEK if role is KeyRole.REGISTER else SIGNING_LIFE
    publish_key(database, folder, role, not_before=time, not_after=time + life, now=now)


def publish_key(
    database: Database, folder: KeyFolder, role: KeyRole, *, not_before: int, not_after: int, now: datetime
) -> None:
    """Make a seed, durable in the folder before its public key is published. Times in seconds since 1970."""
    seed = secrets.token_bytes(SEED_LENGTH)
    public = kem_public_key(seed) if role is KeyRole.REGISTER else public_key(seed)
    folder.create(seed_name(role, kid(public)), seed)
    life = (not_before, not_after)
    publish_signed(database, folder, Kind.KEY, _statement(role, public, life), now=now)


def publish_notifier(database: Database, folder: KeyFolder, public: bytes, *, now: datetime) -> None:
    """Publish the public key of a notifier, used from now on, for a month. Its seed was never here.

    KeysError when it is no X-Wing key, or was published before: a key serves once.
    """
    try:
        hpke_seal(public, b"", b"")
    except EnvelopeError:
        raise KeysError("this is not a notifier's public key: give the file of `sceau notifier key new`") from None
    if any(key.pk == public for key in published(database, folder).keys):
        raise KeysError("this key was published before: make a new one with `sceau notifier key new`")
    time = int(now.timestamp())
    publish_signed(database, folder, Kind.KEY, _statement(KeyRole.NOTIFIER, public, (time, time + MONTH)), now=now)


def destroy_expired(database: Database, folder: KeyFolder, *, now: datetime) -> int:
    """Destroy the seeds of epochs past their `destroy_after`. How many were."""
    time = int(now.timestamp())
    past = [one for one in states(database, folder) if one.seed_present and time > one.key.destroy_after]
    epochs = [one.key for one in past if one.key.role is KeyRole.REGISTER]
    for key in epochs:
        folder.destroy(seed_name(key.role, key.kid))
    return len(epochs)


def states(database: Database, folder: KeyFolder) -> tuple[KeyState, ...]:
    """Every key of the chain, in order of publication."""
    present = {name for part in PARTS.values() for name in folder.names(part)}
    keys = [key for key in published(database, folder).keys if key.role in PARTS]
    return tuple(KeyState(key, seed_name(key.role, key.kid) in present) for key in keys)


def _statement(role: KeyRole, public: bytes, life: tuple[int, int]) -> dict[str, object]:
    not_before, not_after = life
    return {
        "role": role.value,
        "pk": public,
        "not_before": not_before,
        "not_after": not_after,
        "destroy_after": not_after + DESTROY_AFTER,
    }


def _due_epochs(statements: Statements, time: int) -> Iterator[tuple[KeyRole, int, int]]:
    """Weeks follow each other without a gap; after a long pause they begin again today."""
    ends = [key.not_after for key in statements.usable(KeyRole.REGISTER)]
    begin = max([*ends, time // DAY * DAY]) if not ends or max(ends) >= time else time // DAY * DAY
    while begin <= time + WEEKS_AHEAD * WEEK:
        yield KeyRole.REGISTER, begin, begin + WEEK
        begin += WEEK


def _due_signing(statements: Statements, time: int) -> Iterator[tuple[KeyRole, int, int]]:
    for role in (KeyRole.ACK, KeyRole.LEDGER):
        if all(key.not_after < time + RENEW_BEFORE for key in statements.usable(role)):
            yield role, time, time + SIGNING_LIFE
