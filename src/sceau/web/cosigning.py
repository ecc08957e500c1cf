"""Have witnesses cosign a service's ledger (C2SP tlog-witness), and keep what they signed.

The one idea: nothing waits for a witness. A checkpoint is signed and used at once; beside it, every few seconds, the
newest is brought to each witness with the proof that it extends what that witness signed last. A silent witness delays
cosignatures, never a delivery.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx2
import structlog

from sceau.deadline import Deadline
from sceau.ledger.canonical import decode_decimal, encode_base64
from sceau.ledger.checkpoint import Checkpoint, parse_checkpoint
from sceau.ledger.errors import LedgerError
from sceau.ledger.note import open_note, parse_note
from sceau.ledger.tree import consistency_proof
from sceau.web import ledger_store
from sceau.web.answers import read_answer
from sceau.web.database import Database, Pool, await_earlier_commits
from sceau.web.witnesses import Witness

EVERY: Final = timedelta(seconds=10)
WHOLE: Final = timedelta(seconds=20)
"""What one request may take."""
_SILENCE: Final = httpx2.Timeout(10, connect=5)
_ONE_REQUEST_A_CONNECTION: Final = httpx2.Limits(max_keepalive_connections=0)
"""As the deadline needs it."""
LONGEST_ANSWER: Final = 65_536
"""Bytes, far beyond a line a key: a witness is somebody else's, and fills nobody's memory."""
_KEPT: Final = timedelta(days=1)
_SIZE: Final = "text/x.tlog.size"
_log = structlog.get_logger()


def cosign_newest(pool: Pool, witnesses: Sequence[Witness], now: datetime) -> int:
    """Bring the newest checkpoint to every witness; returns how many have cosigned it."""
    with pool.connection() as connection:
        await_earlier_commits(connection)
        note = ledger_store.read_checkpoint(connection)
        known: dict[str, int] = dict(connection.execute("SELECT name, size FROM witness").fetchall())
    checkpoint = parse_checkpoint(parse_note(note).text)
    with asking() as http:
        asked = [(one, Asking(pool, http, one, note, checkpoint).ask(known.get(one.name, 0))) for one in witnesses]
    signed = [(witness, lines) for witness, lines in asked if lines]
    if signed:
        with pool.connection() as connection:
            _keep(connection, checkpoint, note + b"".join(lines for _, lines in signed), now)
            for witness, _ in signed:
                connection.execute(_REMEMBER, (witness.name, checkpoint.size))
    return len(signed)


def asking() -> httpx2.Client:
    """What witnesses are asked through."""
    return httpx2.Client(timeout=_SILENCE, limits=_ONE_REQUEST_A_CONNECTION)


def read_witnessed(connection: Database) -> bytes | None:
    """The newest checkpoint that some witness has cosigned, with all its cosignatures."""
    row = connection.execute("SELECT note FROM witnessed ORDER BY size DESC LIMIT 1").fetchone()
    return None if row is None else bytes(row[0])


@dataclass(frozen=True, slots=True)
class _Answer:
    """Read whole."""

    status: int
    kind: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Asking:
    """One witness, and the checkpoint it is asked for."""

    pool: Pool
    http: httpx2.Client
    witness: Witness
    note: bytes
    checkpoint: Checkpoint

    def ask(self, old: int) -> bytes:
        """Its cosignature lines; none when it is silent, refuses, or is ahead of this checkpoint."""
        try:
            answer = self._post(old)
            if answer.status == httpx2.codes.CONFLICT and answer.kind == _SIZE:
                remembered = decode_decimal(answer.body.decode().removesuffix("\n"))
                answer = self._post(remembered) if remembered <= self.checkpoint.size else answer
            return self._lines(answer)
        except (httpx2.HTTPError, LedgerError, ValueError) as error:
            _log.warning("witness_silent", place=self.witness.name, error=type(error).__name__)
            return b""

    def _post(self, old: int) -> _Answer:
        proof: tuple[bytes, ...] = ()
        if old:
            with self.pool.connection() as connection:
                proof = consistency_proof(old, self.checkpoint.size, ledger_store.tile_reader(connection))
        head = "".join([f"old {old}\n", *(f"{encode_base64(one)}\n" for one in proof), "\n"])
        address, body = f"{self.witness.url}/add-checkpoint", head.encode() + self.note
        with (
            Deadline(WHOLE) as deadline,
            self.http.stream("POST", address, content=body, extensions=deadline.extensions) as response,
        ):
            body = read_answer(response, limit=LONGEST_ANSWER)
            return _Answer(response.status_code, response.headers.get("Content-Type", ""), body)

    def _lines(self, answer: _Answer) -> bytes:
        """One line for each of this witness's keys that signed; one that does not verify refuses all.

        More would verify too, each with a time of its own, and make the note too long for a receipt.
        """
        if not httpx2.codes.is_success(answer.status):
            _log.warning("witness_refuses", place=self.witness.name, status=answer.status)
            return b""
        cosigned = self.note + answer.body
        open_note(cosigned, self.witness.keys)
        known = {(key.name, key.key_id) for key in self.witness.keys}
        found = {(one.name, one.key_id): one for one in parse_note(cosigned).signatures}
        ours = (one for key, one in found.items() if key in known)
        lines = (f"\N{EM DASH} {one.name} {encode_base64(one.key_id + one.signature)}\n" for one in ours)
        return "".join(lines).encode()


def _keep(connection: Database, checkpoint: Checkpoint, note: bytes, now: datetime) -> None:
    connection.execute(_KEEP, (checkpoint.size, note, now))
    connection.execute("DELETE FROM witnessed WHERE at < %s AND size < %s", (now - _KEPT, checkpoint.size))


_KEEP: Final = """
INSERT INTO witnessed AS kept (size, note, at) VALUES (%s, %s, %s)
ON CONFLICT (size) DO UPDATE SET note = excluded.note, at = excluded.at
WHERE length(excluded.note) >= length(kept.note)
"""
_REMEMBER: Final = """
INSERT INTO witness AS known (name, size) VALUES (%s, %s)
ON CONFLICT (name) DO UPDATE SET size = greatest(known.size, excluded.size)
"""
