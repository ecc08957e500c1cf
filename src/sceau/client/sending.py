"""From the spool to the register's receipts: push what waits, follow what was taken, find what the relay lost.

All may stop at any instant and be called again: the same bytes go under the same id, and the relay gives the same
answer. The relay's 2xx is the moment the pharmacy's duty moves to it; the receipt is the proof that it was done.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sceau.client.answers import Outcome, outcome_of, problems_text, receipt_of, refusal
from sceau.client.errors import ClientError, RelayRefused, RelayUnreachable
from sceau.client.patience import Patience
from sceau.client.progress import Nobody, Stage, Watcher
from sceau.client.relay import Relay
from sceau.client.spool import End, Spool, Spooled, State

BATCH_ENVELOPES = 400
BATCH_BYTES = 8 * 1024 * 1024  # half of what a relay takes at once
_STATUS_KEYS = 1000
_CUT_SHORT = "body-cut-short"
_TRY_LATER = 500  # an answer's status from here on is the relay's trouble, not the envelope's
_FIRST_LOOK, _LONGEST_LOOK = 0.2, 5.0  # seconds between two looks at what was taken
HELD_DAYS = 7  # after its day, an answered envelope's bytes are held so long: no relay returns from an older backup
WHOLE_LOOK_SECONDS = 6 * 3600  # between two times that all that is held is asked about
_DAY = 86_400
_UNKNOWN = "unknown-envelope"


@dataclass(frozen=True, slots=True)
class Sending:
    """`keep_receipt` is given the id and the receipt of each envelope the register answered, before that is noted."""

    spool: Spool
    relay: Relay
    patience: Patience = field(default_factory=Patience)
    watcher: Watcher = field(default_factory=Nobody)
    keep_receipt: Callable[[bytes, bytes], None] = lambda _id, _receipt: None

    def push(self) -> None:
        """Send all that waits. Raises RelayUnreachable once patience has run out; what was taken is noted."""
        self.watcher.begin(Stage.SENDING, self.spool.waiting_count())
        while batch := self._next_batch():
            self.patience(lambda batch=batch: self._send(batch))  # type: ignore[misc]

    def find_lost(self) -> int:
        """Ask whether the relay has what it took; what it lost waits to be sent again. How many those are.

        A backup lacks the last of what was taken first, so the newest stands for all; and four times a day all are
        asked about, in case something new went before the newest was asked for.
        """
        now, newest = int(self.relay.connection.now()), self.spool.newest()
        if newest is None or not (self._lost([newest]) or now - self.spool.whole_look() >= WHOLE_LOOK_SECONDS):
            return 0
        lost = [one for part in _parts(self.spool.held(), _STATUS_KEYS) for one in self._lost(part)]
        self.spool.lost(lost)
        self.spool.note_whole_look(now, forget_before=now // _DAY - HELD_DAYS)
        return len(lost)

    def _lost(self, held: Sequence[Spooled]) -> list[bytes]:
        return [one.id for one, answer in zip(held, self._status(held), strict=True) if _is_unknown(answer)]

    def follow(self, root_hash: bytes, *, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Ask about what was taken until the register has answered for all of it, or `seconds` are over.

        What the relay gave up is asked about once: its operator may have had it delivered again.
        """
        for part in _parts(self.spool.given_up(), _STATUS_KEYS):
            self.look(part, root_hash)
        ends, pause = clock() + seconds, _FIRST_LOOK
        pending = self.spool.unanswered()
        self.watcher.begin(Stage.FOLLOWING, len(pending))
        while pending:
            found = sum(self.look(part, root_hash) for part in _parts(pending, _STATUS_KEYS))
            self.watcher.advance(found)
            pending = self.spool.unanswered()
            pause = _FIRST_LOOK if found else min(pause * 1.5, _LONGEST_LOOK)
            if clock() + pause > ends:
                return
            if pending:
                self.patience.sleep(pause)

    def look(self, pending: Sequence[Spooled], root_hash: bytes) -> int:
        """Ask about some once, note what the register has signed; how many have an outcome now."""
        answers = self._status(pending)
        self.spool.lost(one.id for one, answer in zip(pending, answers, strict=True) if _is_unknown(answer))
        outcomes = [self._outcome(one, answer, root_hash) for one, answer in zip(pending, answers, strict=True)]
        ends = [self._end(one, outcome) for one, outcome in zip(pending, outcomes, strict=True) if outcome is not None]
        self.spool.finish(ends)
        return len(ends)

    def _status(self, asked: Sequence[Spooled]) -> list[dict[str, object]]:
        """An answer each, in order."""
        answers = self.patience(lambda: list(self.relay.status([(one.day, one.id) for one in asked])))
        if len(answers) != len(asked):
            raise ClientError("unknown-answer", self.relay.connection.url)
        return answers

    def _outcome(self, one: Spooled, answer: Mapping[str, object], root_hash: bytes) -> Outcome | None:
        """What is not the register's is noted and asked about again; its neighbours are not kept waiting."""
        try:
            return outcome_of(one, answer, root_hash)
        except ClientError as doubt:
            self.spool.doubt(one.id, doubt.code)
            return None

    def fetch_receipts(self, answered: Sequence[Spooled], root_hash: bytes) -> None:
        """Ask for the receipts of envelopes whose answer was read before, and keep those that verify."""
        for part in _parts(answered, _STATUS_KEYS):
            answers = self.patience(lambda part=part: list(self.relay.status([(one.day, one.id) for one in part])))  # type: ignore[misc]
            for one, answer in zip(part, answers, strict=False):
                if receipt := receipt_of(one, answer, root_hash):
                    self.keep_receipt(one.id, receipt)

    def _end(self, one: Spooled, outcome: Outcome) -> End:
        if outcome.receipt:
            self.keep_receipt(one.id, outcome.receipt)
        return End(one.id, outcome.state, outcome.code, problems_text(outcome.problems))

    def _next_batch(self) -> list[tuple[bytes, bytes]]:
        waiting, size = self.spool.waiting(most=BATCH_ENVELOPES), 0
        for count, (_, sealed) in enumerate(waiting):
            size += len(sealed)
            if size > BATCH_BYTES:
                return waiting[:count]
        return waiting

    def _send(self, batch: Sequence[tuple[bytes, bytes]]) -> None:
        """Send a batch and note each answer. RelayUnreachable when none says that an envelope is taken, or refused."""
        taken: list[bytes] = []
        refused: list[End] = []
        try:
            for (one, _), answer in zip(batch, self._answers(batch), strict=False):
                if _is_of_another(answer, one) or _is_cut(answer, first=not taken and not refused):
                    break  # what was answered counts; the rest is sent again
                if _is_taken(answer):
                    taken.append(one)
                elif _status(answer) < _TRY_LATER:
                    reason = refusal(answer)
                    code = reason.get("code", "unknown-answer")
                    refused.append(End(one, State.REFUSED, code, problems_text([reason])))
        finally:
            self.spool.accepted(taken)
            self.spool.finish(refused)
            self.watcher.advance(len(taken) + len(refused))
        if not taken and not refused:
            raise RelayUnreachable("relay-busy", self.relay.connection.url)

    def _answers(self, batch: Sequence[tuple[bytes, bytes]]) -> Iterator[Mapping[str, object]]:
        try:
            yield from self.relay.send([sealed for _, sealed in batch])
        except RelayRefused as refused:
            if refused.status == 401:
                self.relay.forget_token()  # the relay changed its keys: the next attempt asks for another token
                raise RelayUnreachable("relay-busy", self.relay.connection.url) from refused
            raise


def _is_unknown(answer: Mapping[str, object]) -> bool:
    return answer.get("code") == _UNKNOWN and "state" not in answer


def _is_of_another(answer: Mapping[str, object], one: bytes) -> bool:
    return answer.get("id", one.hex()) != one.hex()


def _is_cut(answer: Mapping[str, object], *, first: bool) -> bool:
    """The relay could read no further: the envelope's fault only if it is the first, and the network's if cut short."""
    return "stream" in answer and (not first or answer.get("code") == _CUT_SHORT)


def _is_taken(answer: Mapping[str, object]) -> bool:
    return _status(answer) in (200, 201)


def _status(answer: Mapping[str, object]) -> int:
    status = answer.get("status")
    return status if isinstance(status, int) else _TRY_LATER


def _parts(rows: Sequence[Spooled], most: int) -> Iterator[Sequence[Spooled]]:
    for start in range(0, len(rows), most):
        yield rows[start : start + most]
