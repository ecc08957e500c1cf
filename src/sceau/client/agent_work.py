"""What the agent does: seal at once, so that a caller's 201 means "on this disk"; send in a thread of its own."""

import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus

from sceau.client.agent import Actions, Answer, problem_of
from sceau.client.answers import problems_of
from sceau.client.correcting import Wanted, asked_of, spool_correction
from sceau.client.delivery import Delivery
from sceau.client.errors import ClientError
from sceau.client.files import Found
from sceau.client.inbox import Inbox
from sceau.client.mark import ids
from sceau.client.report import problem_json
from sceau.client.sealing import Handover
from sceau.client.spool import State
from sceau.envelope import cbor
from sceau.envelope.errors import EnvelopeError
from sceau.record import Problem, Record, sections
from sceau.record.entry import Row, enter

LOOK_SECONDS = 5.0  # between two rounds, when nothing wakes it
_FOLLOW_SECONDS = 1.0
_CORRECTION = frozenset({"corrects", "ticket"})  # beside a record's sections


@dataclass(slots=True)
class _Round:
    """The last one: the code of what stopped it, empty when nothing did."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class AgentWork:
    """`delivery` seals and sends; `inbox` is the watched folder, if any."""

    delivery: Delivery
    inbox: Inbox | None = None
    _last: _Round = field(default_factory=_Round)
    _wake: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)
    _sealing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def actions(self) -> Actions:
        return Actions(self.submit, self.status, self.health)

    def submit(self, given: Mapping[str, object], key: str | None) -> Answer:
        """Check, seal and spool one record; the same record under the same `key` again is the same id, sent once."""
        wanted, link = _correction_in(given)
        record = {name: part for name, part in given.items() if name not in _CORRECTION}
        entry = enter(record, now=datetime.now(UTC))
        problems = _in_both_languages(entry.problems)
        if entry.record is None:
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"code": "invalid-record", "problems": problems}
        found = Found(Row(1, entry), _record_id(entry.record, key, corrects=wanted.id if wanted else b""))
        handed: list[Handover] = []
        if self._spool(found, handed, wanted, link):
            return HTTPStatus.UNPROCESSABLE_ENTITY, {"code": "too-large", "problems": problems}
        self._wake.set()
        ticket = {"link": handed[0].link, "code": handed[0].code} if handed else None
        return HTTPStatus.CREATED, {"id": found.id.hex(), "ticket": ticket, "problems": problems}

    def status(self, one: bytes) -> Answer:
        spool = self.delivery.installation.spool()
        spooled = spool.known([one]).get(one)
        if spooled is None:
            return HTTPStatus.NOT_FOUND, {"code": "unknown-record"}
        answer = {"id": one.hex(), "state": spooled.state.value, "code": spooled.code}
        line = {"corrects": spool.target(one).hex(), "newest": spool.line(one)[-1].hex()}
        return HTTPStatus.OK, {**answer, **line, "problems": problems_of(spooled)}

    def health(self) -> Answer:
        counts = self.delivery.installation.spool().counts()
        answer = {"waiting": counts.get(State.SEALED, 0), "unanswered": counts.get(State.ACCEPTED, 0)}
        stopped = problem_of(self._last.code) if self._last.code else None
        return HTTPStatus.OK, {**answer, "stopped": stopped}

    def run(self, tell: Callable[[str], None]) -> None:
        """Rounds until stopped: take what the folder holds, send, ask about what was sent.

        `tell` is given the code of what stops them, once until that is over.
        """
        while not self._stop.is_set():
            code = self.round()
            if code and code != self._last.code:
                tell(code)
            self._last.code = code
            self._wake.wait(LOOK_SECONDS)
            self._wake.clear()

    def round(self) -> str:
        """One round; the code of what stopped it, empty when nothing did. Whatever failed is tried at the next."""
        try:
            reached = self.delivery.refresh()
            if self.inbox is not None:
                self.inbox.take()
            if reached:
                self.delivery.send(seconds=_FOLLOW_SECONDS)
        except (ClientError, EnvelopeError) as failure:
            return failure.code
        except Exception:  # noqa: BLE001 (a full disk, a locked file: an agent that goes on taking must go on sending)
            return "internal-error"
        return ""

    def stop(self) -> None:
        self._stop.set()
        self._wake.set()

    def _spool(self, found: Found, handed: list[Handover], wanted: Wanted | None, link: str) -> set[bytes]:
        """One at a time: of two requests for one record, the second finds it spooled, and hands no second link over."""
        delivery = replace(self.delivery, tickets=handed.extend)
        with self._sealing:
            if wanted is None:
                return delivery.spool([found])
            return spool_correction(delivery, found, wanted, link=link)


def _in_both_languages(problems: Sequence[Problem]) -> list[dict[str, object]]:
    return [{**problem_json(one, "en"), "message_fr": problem_json(one, "fr")["message"]} for one in problems]


def _correction_in(given: Mapping[str, object]) -> tuple[Wanted | None, str]:
    """Which record is to be corrected, if any, and the link of its ticket, if given."""
    corrects, link = given.get("corrects", ""), given.get("ticket", "")
    if not isinstance(corrects, str):
        raise ClientError("bad-id")
    if not isinstance(link, str):
        raise EnvelopeError("bad-link", "ticket")
    return asked_of(corrects, link), link


def _record_id(record: Record, key: str | None, *, corrects: bytes) -> bytes:
    """Random; with the caller's random key, which is kept nowhere here, drawn from the record by that key."""
    return secrets.token_bytes(16) if key is None else ids(key.encode())(corrects + cbor.encode(sections(record)))
