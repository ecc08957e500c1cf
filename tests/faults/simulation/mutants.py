"""The product, broken in one place each, in this process: what the simulation must find, or it finds nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from unittest.mock import patch

import psycopg
from tests.faults.invariants import COUNTED, LEDGER, LOST, TWICE
from tests.faults.simulation.healing import ORDER
from tests.faults.simulation.judging import LATE

from sceau.client import sending
from sceau.envelope import signature
from sceau.envelope.errors import EnvelopeError
from sceau.register import ledger
from sceau.register.intake import service
from sceau.register.intake.deciding import Replayed
from sceau.relay.delivery import answers, deliver, lease
from sceau.relay.intake import accept
from sceau.relay.intake.outcome import Accepted

Break = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Mutant:
    """`broken` gives the patch; `breaks` are the invariants of which the run must miss one."""

    broken: Break
    breaks: frozenset[str]

    @contextmanager
    def installed(self) -> Iterator[None]:
        with self.broken():
            yield


def _text(module: object, name: str, old: str, new: str) -> Break:
    """A statement of the product with one part of it changed."""

    def broken() -> Any:  # noqa: ANN401 (a patch)
        text: str = getattr(module, name)
        assert text.count(old) == 1, f"{name} no longer has, once: {old}"
        return patch.object(module, name, text.replace(old, new))

    return broken


def _function(module: object, name: str, made: Callable[[Callable[..., Any]], Callable[..., Any]]) -> Break:
    """A function of the product replaced by one made of it."""
    return lambda: patch.object(module, name, made(getattr(module, name)))


def _believes_anything(read: Callable[..., Any]) -> Callable[..., Any]:
    """A 200 is a delivery, whatever it says."""

    def believing(items: Sequence[bytes], sent: Sequence[answers.Sent], keys: answers.RegisterKeys) -> Any:  # noqa: ANN401
        try:
            return read(items, sent, keys)
        except EnvelopeError:
            nothing: dict[str, Any] = {"ack": b"", "ack_signature": bytes(64), "answer": b"", "path": (), "note": b"?"}
            return [answers.Acknowledged(one.key, "accepted", index=0, size=0, **nothing) for one in sent]

    return believing


def _enters_again(register_wave: Callable[..., Any]) -> Callable[..., Any]:
    """What was registered before gets another leaf."""

    def entering(database: Any, wave: Any, office: Any) -> Any:  # noqa: ANN401 (as the product's)
        done = register_wave(database, wave, office)
        pairs = zip(wave, done.outcomes, strict=True)
        again = [signature.leaf("envelope", one.header_bytes) for one, what in pairs if isinstance(what, Replayed)]
        if again and done.batch is None:
            ledger.append(database, again, office.ledger, office.now)
        return done

    return entering


def _says_yes(store: Callable[..., Any]) -> Callable[..., Any]:
    """An accept whose transaction failed is answered as if it had not."""

    def saying(relay: Any, access: Any, waiting: Any) -> Any:  # noqa: ANN401 (as the product's)
        try:
            return store(relay, access, waiting)
        except psycopg.OperationalError:
            return {place: Accepted(one.header) for place, one in waiting.items()}

    return saying


def _says_nothing(*_given: object, **_named: object) -> None:
    """A check that finds everything well."""


MUTANTS: Final = {
    "marked as done when it is taken": Mutant(
        _text(
            lease,
            "_TAKE",
            "UPDATE outbox SET lease_token = %(token)s,",
            "UPDATE outbox SET state = 'registered', delete_after = %(until)s, lease_token = %(token)s,",
        ),
        frozenset({LOST}),
    ),
    "any lease may acknowledge": Mutant(
        _text(lease, "_ACKNOWLEDGE", "        AND lease_token = %(token)s AND state", "        AND state"),
        frozenset({LATE}),
    ),
    "any lease may postpone": Mutant(
        _text(lease, "_POSTPONE", "    AND lease_token = %(token)s AND state", "    AND state"),
        frozenset({LATE}),
    ),
    "a 200 is believed, whatever it says": Mutant(
        _function(deliver, "read_answers", _believes_anything), frozenset({LOST, LEDGER, COUNTED})
    ),
    "the word on another envelope is believed": Mutant(
        lambda: patch.multiple(answers, check_acknowledged=_says_nothing, verify_inclusion=_says_nothing),
        frozenset({LOST, COUNTED}),
    ),
    "what comes again is entered again": Mutant(_function(service, "register_wave", _enters_again), frozenset({TWICE})),
    "a commit that failed is answered as done": Mutant(_function(accept, "_store", _says_yes), frozenset({LOST})),
    "the newest goes first": Mutant(
        _text(lease, "_TAKE", "ORDER BY due_at LIMIT %(limit)s", "ORDER BY due_at DESC LIMIT %(limit)s"),
        frozenset({ORDER}),
    ),
    "whatever is answered counts as taken": Mutant(
        _function(sending, "_is_taken", lambda _: lambda _answer: True), frozenset({LOST})
    ),
}
