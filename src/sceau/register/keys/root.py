"""Offline keys: the root that everybody pins, and the signer it authorises for a year (`spec/keys.md` §1).

The one idea: root seeds are made in a folder of their own, which is then taken away (paper, safe, two buildings). The
service never needs them: they come back once a year for a signer, or on a bad day for a revocation.
"""

import secrets
from datetime import datetime
from typing import Final

from sceau.envelope.kdf import kid
from sceau.envelope.signature import public_key
from sceau.envelope.signed import SignedObject, parse_object
from sceau.envelope.statements import SIGNER_LIFE, Kind, Statements, first_root
from sceau.register.keys.errors import KeysError
from sceau.register.keys.published import ROOT_HASH, insert, publish, replay
from sceau.web.database import Database
from sceau.web.key_folder import SEED_LENGTH, KeyFolder

ROOT_PART: Final = "root"
SIGNER_PART: Final = "signer"


def initialise(
    database: Database, folder: KeyFolder, roots: KeyFolder, *, domain: str, count: int, threshold: int, now: datetime
) -> SignedObject:
    """Make `count` root keys in `roots`, `threshold` of which must sign, and publish the first statement.

    Its hash, which clients pin, is kept in `folder`. KeysError when the domain has begun already, or `roots` has keys.
    """
    if database.execute("SELECT 1 FROM statement LIMIT 1").fetchone() is not None:
        raise KeysError("this domain has its root already: `sceau register keys list` shows it")
    if roots.names(ROOT_PART):
        raise KeysError(
            f"{ROOT_PART}/ of the folder given has keys: another domain's, then give another folder; or those of a run"
            " of this command that was cut short, which nobody has used: remove the folder and run it again"
        )
    seeds = [roots.create(f"{ROOT_PART}/{number}") for number in range(1, count + 1)]
    keys = [public_key(seed) for seed in seeds]
    statement = first_root(domain, int(now.timestamp()), threshold, keys, *seeds[:threshold])
    if (folder.path / ROOT_HASH).exists():  # of a run that was cut short: no statement has that hash
        folder.destroy(ROOT_HASH)
    folder.create(ROOT_HASH, statement.hash)
    insert(database, 0, Kind.ROOT, statement)
    return statement


def new_signer(database: Database, folder: KeyFolder, roots: KeyFolder, *, now: datetime) -> SignedObject:
    """Make the online signer's key and have the root keys in `roots` authorise it for 400 days."""
    time = int(now.timestamp())
    seed = secrets.token_bytes(SEED_LENGTH)
    folder.create(_signer_name(public_key(seed)), seed)
    fields = {"pk": public_key(seed), "not_before": time, "not_after": time + SIGNER_LIFE}
    return publish(
        database,
        root_hash=folder.read(ROOT_HASH),
        make=lambda _: (Kind.SIGNER, fields),
        time=time,
        seeds=_root_seeds(roots),
    )


def revoke(
    database: Database, folder: KeyFolder, roots: KeyFolder, *, statement_hash: bytes, now: datetime
) -> SignedObject:
    """Withdraw a signer's or a key's statement, named by its hash."""
    return publish(
        database,
        root_hash=folder.read(ROOT_HASH),
        make=lambda _: (Kind.REVOCATION, {"hash": statement_hash}),
        time=int(now.timestamp()),
        seeds=_root_seeds(roots),
    )


def publish_signed(
    database: Database, folder: KeyFolder, kind: Kind, fields: dict[str, object], *, now: datetime
) -> SignedObject:
    """Publish what the online signer may say: a key, the list of software."""
    return publish(
        database,
        root_hash=folder.read(ROOT_HASH),
        make=lambda _: (kind, fields),
        time=int(now.timestamp()),
        seeds=[signer_seed(database, folder)],
    )


def published(database: Database, folder: KeyFolder) -> Statements:
    """The whole chain, checked."""
    return replay(database, folder.read(ROOT_HASH))


def _root_seeds(roots: KeyFolder) -> list[bytes]:
    names = roots.names(ROOT_PART)
    if not names:
        raise KeysError(f"no root key in {ROOT_PART}/ of the folder given: bring the offline keys")
    return [roots.read(name) for name in names]


def signer_seed(database: Database, folder: KeyFolder) -> bytes:
    """That of the newest signer the root authorised. KeysError before there is one."""
    row = database.execute("SELECT encoded FROM statement WHERE kind = 'signer' ORDER BY seq DESC LIMIT 1").fetchone()
    if row is None:
        raise KeysError("no signer yet: run `sceau register keys signer` with the offline keys")
    _, signer = Statements().read(parse_object(row[0]))
    return folder.read(_signer_name(signer["pk"]))


def _signer_name(key: bytes) -> str:
    return f"{SIGNER_PART}/{kid(key).hex()}"
