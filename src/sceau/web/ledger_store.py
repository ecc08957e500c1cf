"""A transparency ledger in PostgreSQL (`sql/ledger.sql`), for both services: append, sequence, serve.

The one idea: the row of the newest checkpoint is the ledger's lock. Whoever appends holds it from reading the
checkpoint to the commit, in the caller's own transaction, so that there is one history.
"""

from collections.abc import Sequence
from datetime import datetime

from sceau.ledger.append import Batch, append_batch
from sceau.ledger.checkpoint import Checkpoint, empty_checkpoint, open_checkpoint
from sceau.ledger.errors import BadTilePathError
from sceau.ledger.keys import Signer, Verifier
from sceau.ledger.tiles import TILE_WIDTH, cut_tile, parse_tile_path
from sceau.ledger.tree import ReadTile
from sceau.web import journal
from sceau.web.database import Database
from sceau.web.problems import Refusal


def open_ledger(connection: Database, signer: Signer, now: datetime) -> None:
    """Publish the checkpoint of an empty ledger, unless there is one already. The caller commits."""
    note = append_batch(empty_checkpoint(signer.name), (), _no_tile, signer).note
    connection.execute(
        "INSERT INTO ledger_state (note, changed_at, verifier_key) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
        (note, now, str(signer.verifier)),
    )


def append(
    connection: Database, entries: Sequence[bytes], signer: Signer, now: datetime, earlier: Sequence[Verifier] = ()
) -> Batch:
    """Append leaf entries and sign the new checkpoint; proofs are the batch's. The caller commits, then may answer.

    Waits for whoever is appending. `earlier` are keys of this ledger that may have signed the last checkpoint.
    """
    last = lock_checkpoint(connection, signer, earlier)
    batch = append_batch(last, entries, tile_reader(connection), signer)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO tile (level, index, data) VALUES (%s, %s, %s)"
            " ON CONFLICT (level, index) DO UPDATE SET data = excluded.data",
            [(tile.level, tile.index, data) for tile, data in batch.tiles.items()],
        )
        cursor.execute(
            "UPDATE ledger_state SET note = %s, changed_at = %s, verifier_key = %s",
            (batch.note, now, str(signer.verifier)),
        )
    return batch


def lock_checkpoint(connection: Database, signer: Signer, earlier: Sequence[Verifier] = ()) -> Checkpoint:
    """The newest checkpoint, its signature checked, locked until the transaction ends."""
    row = connection.execute("SELECT note FROM ledger_state FOR UPDATE").fetchone()
    if row is None:
        raise RuntimeError("the ledger was never opened: run the service's `migrate` command")
    return open_checkpoint(row[0], [signer.verifier, *earlier])


def queue(connection: Database, entries: Sequence[bytes]) -> None:
    """Leave entries for the sequencer, in the transaction of the action that they are about."""
    connection.execute("INSERT INTO leaf_queue (entry) SELECT unnest(%s::bytea[])", (list(entries),))


def sequence(connection: Database, signer: Signer, now: datetime, *, limit: int = 1000) -> int:
    """Give up to `limit` queued entries their place, oldest first; returns how many. The caller commits."""
    lock_checkpoint(connection, signer)  # before the queue, so that two sequencers do not wait for each other's rows
    rows = connection.execute(
        "DELETE FROM leaf_queue WHERE number IN (SELECT number FROM leaf_queue ORDER BY number LIMIT %s)"
        " RETURNING number, entry, journal_at, journal_number",
        (limit,),
    ).fetchall()
    rows.sort()
    if rows:
        first = append(connection, [entry for _, entry, _, _ in rows], signer, now).first
        journal.place(connection, [(at, one, first + place) for place, (_, _, at, one) in enumerate(rows) if at])
    return len(rows)


def read_checkpoint(connection: Database) -> bytes:
    """The newest signed checkpoint; Refusal `not-found` before the ledger is opened."""
    row = connection.execute("SELECT note FROM ledger_state").fetchone()
    if row is None:
        raise Refusal("not-found")
    note: bytes = row[0]
    return note


def read_key(connection: Database) -> str:
    """The verifier key of whoever signed the newest checkpoint; Refusal `not-found` before there is one."""
    row = connection.execute("SELECT verifier_key FROM ledger_state WHERE verifier_key <> ''").fetchone()
    if row is None:
        raise Refusal("not-found")
    key: str = row[0]
    return key


def read_tile_at(connection: Database, path: str) -> bytes:
    """What a tile's path names (`tile/0/x001/234`), as C2SP tlog-tiles serves it; Refusal `not-found`."""
    try:
        tile = parse_tile_path(path)
    except BadTilePathError:
        raise Refusal("not-found") from None
    stored = _stored(connection, tile.level, tile.index)
    try:
        return cut_tile(tile, stored)
    except ValueError:  # narrower than asked for: not there yet
        raise Refusal("not-found") from None


def is_full(path: str) -> bool:
    """Whether a tile's path names a full tile, which never changes."""
    return parse_tile_path(path).width == TILE_WIDTH


def _stored(connection: Database, level: int, index: int) -> bytes:
    row = connection.execute("SELECT data FROM tile WHERE level = %s AND index = %s", (level, index)).fetchone()
    return b"" if row is None else row[0]


def tile_reader(connection: Database) -> ReadTile:
    """Reads stored tiles, for whoever builds proofs."""
    return lambda level, index, _width: _stored(connection, level, index)


def _no_tile(_level: int, _index: int, _width: int) -> bytes:
    return b""
