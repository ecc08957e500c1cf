"""The witness over HTTP, as a plain WSGI application: one question, `POST /add-checkpoint` (C2SP tlog-witness).

For those who compare views, `GET /checkpoint?origin=…` is the last checkpoint of that ledger that was cosigned here,
and `GET /evidence?origin=…` the last that was refused because it contradicts what was, or does
not visibly extend it. `GET /suspects?origin=…` are all of those that only do not visibly extend it, a note a line, in
base64: were the last alone shown, one that is honest would hide the one before.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs

import structlog

from sceau.ledger.canonical import encode_base64
from sceau.ledger.checkpoint import Checkpoint
from sceau.ledger.cosignature import Cosigner
from sceau.ledger.errors import BadLedgerProofError
from sceau.web.clock import Clock
from sceau.witness.judging import Logs, Misbehaved, Refused, Unproven, check_extends, checkpoint_of, own_note
from sceau.witness.memory import Memory, Remembered
from sceau.witness.request import Asked, parse_asked

_LIMIT: Final = 131_072
_PLAIN, _SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigns, which ledgers, and what is remembered of each."""

    cosigners: Sequence[Cosigner]
    logs: Logs
    memory: Memory
    clock: Clock

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            status, kind, body = 200, _PLAIN, self._answer(environ)
        except Refused as refused:
            status, kind, body = refused.status, _SIZE if refused.body else _PLAIN, refused.body
        data = body.encode()
        headers = [("Content-Type", kind), ("Content-Length", str(len(data))), ("X-Content-Type-Options", "nosniff")]
        start_response(f"{status} {HTTPStatus(status).phrase}", headers)
        return [data]

    def cosign(self, asked: Asked) -> str:
        """The cosignature lines, once the checkpoint is remembered. Refused, and what is kept: Misbehaved, Unproven."""
        checkpoint = checkpoint_of(asked, self.logs)
        note = own_note(asked.note, self.logs[checkpoint.origin])
        now = int(self.clock.now().timestamp())
        with self.memory.remembering(checkpoint.origin) as remembered:
            _check(asked, checkpoint, note, remembered)
            lines = "".join(cosigner.line(checkpoint, now) for cosigner in self.cosigners)
            if remembered.replace(checkpoint, note + lines.encode()):
                _log.error("ledger_misbehaved", place=checkpoint.origin, size=checkpoint.size)
        return lines

    def _answer(self, environ: dict[str, Any]) -> str:
        match environ["REQUEST_METHOD"], environ["PATH_INFO"]:
            case "POST", "/add-checkpoint":
                return self.cosign(_asked(environ))
            case "GET", "/checkpoint":
                return _shown(self.memory.newest(_origin(environ)))
            case "GET", "/evidence":
                return _shown(self.memory.questioned(_origin(environ)))
            case "GET", "/suspects":
                return "".join(f"{encode_base64(one)}\n" for one in self.memory.suspects_of(_origin(environ)))
            case "GET", "/health":
                return "ok\n"
        raise Refused(404)


def _check(asked: Asked, checkpoint: Checkpoint, note: bytes, remembered: Remembered) -> None:
    """Refused, and what that leaves is kept: Misbehaved, Unproven."""
    try:
        check_extends(asked, checkpoint, remembered.seen)
    except Misbehaved:
        remembered.keep_evidence(checkpoint, note)
        _log.error("ledger_misbehaved", place=checkpoint.origin, size=checkpoint.size)
        raise
    except Unproven:
        if remembered.keep_suspect(checkpoint, note):
            _log.warning("checkpoint_unproven", place=checkpoint.origin, size=checkpoint.size)
        else:
            _log.error("no_room_for_suspects", place=checkpoint.origin, size=checkpoint.size)
        raise


def _shown(note: bytes | None) -> str:
    if note is None:
        raise Refused(404)
    return note.decode()


def _origin(environ: dict[str, Any]) -> str:
    asked: dict[str, list[str]] = parse_qs(environ.get("QUERY_STRING", ""))
    return asked.get("origin", [""])[0]


def _asked(environ: dict[str, Any]) -> Asked:
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise Refused(411)
    if int(length) > _LIMIT:
        raise Refused(413)
    try:
        return parse_asked(environ["wsgi.input"].read(int(length)))
    except BadLedgerProofError:
        raise Refused(400) from None
