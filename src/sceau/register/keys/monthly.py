"""Keys that come and go with a month: the desk's, wrapped to officers, and the deduplication key (`spec/keys.md` §4).

The one idea: intake holds only the public half of the desk's key; the seed exists sealed to each officer and nowhere
else. A month that is past retention goes whole: its rows, its desk key, its deduplication key.
"""

import secrets
from datetime import datetime
from typing import Final

from sceau.envelope import cbor
from sceau.envelope.hpke import hpke_open, hpke_seal, kem_public_key
from sceau.envelope.kdf import kid, labelled, sha256
from sceau.register.keys.errors import KeysError
from sceau.register.months import month_of, months_after
from sceau.web.database import Database
from sceau.web.key_folder import SEED_LENGTH, KeyFolder

DEDUPLICATION_PART: Final = "intake/deduplication"
STATISTICS_PART: Final = "statistics"
MONTHS_AHEAD: Final = 2


def publish_desk_keys(database: Database, *, now: datetime) -> int:
    """Desk keys, and room, for this month and the two after it, where missing.

    KeysError without an officer to wrap them to.
    """
    first = month_of(now)
    wanted = {months_after(first, ahead) for ahead in range(MONTHS_AHEAD + 1)}
    missing = sorted(wanted - {row[0] for row in database.execute("SELECT month FROM desk_key")})
    officers = database.execute("SELECT kid, kem FROM officer").fetchall()
    if missing and not officers:
        raise KeysError("no officer could read the desk: run `sceau register desk new-officer` first")
    for month in missing:
        _publish_desk_key(database, month, {row[0]: row[1] for row in officers})
    return len(missing)


def open_desk_seed(database: Database, month: int, kem_seed: bytes) -> bytes:
    """The seed of a month's desk key, with an officer's kit. KeysError when it was not wrapped to that officer."""
    mine = kem_public_key(kem_seed)
    query = "SELECT sealed FROM desk_key_seal WHERE month = %s AND officer = %s"
    row = database.execute(query, [month, kid(mine)]).fetchone()
    if row is None:
        raise KeysError(f"the desk key of {month} was not given to this officer, or has been destroyed")
    return hpke_open(kem_seed, _desk_info(month, mine), row[0])


def give_desk_keys(database: Database, *, kem_seed: bytes, to: bytes) -> int:
    """An officer gives another, whose sealing key is `to`, every month that the first can read. How many months."""
    query = "SELECT month FROM desk_key_seal WHERE officer = %s"
    months = [row[0] for row in database.execute(query, [kid(kem_public_key(kem_seed))])]
    for month in months:
        _wrap(database, month, open_desk_seed(database, month, kem_seed), to)
    return len(months)


def new_statistics_key(database: Database, folder: KeyFolder, *, now: datetime) -> None:
    """A key for contributions, whose seed only the counter's part of the folder has."""
    seed = secrets.token_bytes(SEED_LENGTH)
    public = kem_public_key(seed)
    folder.create(f"{STATISTICS_PART}/{kid(public).hex()}", seed)
    database.execute("INSERT INTO statistics_key VALUES (%s, %s, %s)", [kid(public), public, now])


def deduplication_key(folder: KeyFolder, month: int, *, now: datetime, kept_months: int) -> bytes:
    """The month's HMAC key, made when first needed; KeyMissingError outside retention."""
    name = f"{DEDUPLICATION_PART}/{month}"
    recent = months_after(month_of(now), -kept_months) <= month <= months_after(month_of(now), 1)
    return folder.ensure(name) if recent else folder.read(name)


def close_months(database: Database, folder: KeyFolder, *, now: datetime, kept_months: int) -> list[int]:
    """End the retention of what is older than `kept_months`: rows, desk keys, deduplication keys. The months ended."""
    oldest = months_after(month_of(now), -kept_months)
    names = {int(name.rpartition("/")[2]): name for name in folder.names(DEDUPLICATION_PART)}
    stored = {row[0] for row in database.execute("SELECT month FROM desk_key")}
    past = sorted(month for month in {*names, *stored} if month < oldest)
    for month in past:
        database.execute("SELECT close_month(%s)", [month])
        database.execute("DELETE FROM desk_key WHERE month = %s", [month])
        if month in names:
            folder.destroy(names[month])
    return past


def _publish_desk_key(database: Database, month: int, officers: dict[bytes, bytes]) -> None:
    seed = secrets.token_bytes(SEED_LENGTH)
    public = kem_public_key(seed)
    database.execute("SELECT open_month(%s)", [month])
    database.execute("INSERT INTO desk_key VALUES (%s, %s, %s)", [month, kid(public), public])
    for kem in officers.values():
        _wrap(database, month, seed, kem)


def _wrap(database: Database, month: int, seed: bytes, kem: bytes) -> None:
    sealed = hpke_seal(kem, _desk_info(month, kem), seed)
    database.execute("INSERT INTO desk_key_seal VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", [month, kid(kem), sealed])


def _desk_info(month: int, recipient: bytes) -> bytes:
    return labelled("sceau/desk-key/v1", cbor.encode([month, sha256(recipient)]))
