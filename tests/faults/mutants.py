"""Copies of the product, each broken in one place: what a fault run must find, or it finds nothing.

A mutation is text that stands in the product exactly once. Whoever changes that line changes the mutant with it.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from tests.faults.certificates import Shown
from tests.faults.fault import Moment
from tests.faults.invariants import COUNTED, LEDGER, LOST, TWICE
from tests.faults.scenarios import (
    accepting,
    answering,
    damage,
    delivering,
    failing_over,
    halfway,
    network,
    poison,
    reaching,
    returning,
    storms,
)
from tests.faults.service import ROOT
from tests.faults.tcp_proxy import Weather
from tests.faults.world import World

_SOURCE: Final = "src/sceau"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`breaks` is what the run must say. `file` is relative to the package."""

    file: str
    old: str
    new: str
    run: Callable[[World], object]
    breaks: str

    def write(self, folder: Path) -> Path:
        """Copy the product and break the copy; the folder of its packages."""
        shutil.copytree(ROOT / _SOURCE, folder / _SOURCE, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "spec").symlink_to(ROOT / "spec")
        path = folder / _SOURCE / self.file
        text = path.read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.file} no longer has, once: {self.old}"
        path.write_text(text.replace(self.old, self.new), "utf-8")
        return folder / "src"


def _killed(step: str) -> Callable[[World], None]:
    return lambda world: accepting.killed_while_accepting(world, accepting.STEPS_OF_AN_ACCEPT[step])


def _flipped(world: World) -> object:
    return damage.flipped_bits(world, 30, Random(1))  # noqa: S311 (a seed that can be said again)


def _answered(alteration: str) -> Callable[[World], object]:
    return lambda world: answering.answered_otherwise(world, answering.ALTERATIONS[alteration])


def _late(write: str) -> Callable[[World], None]:
    return lambda world: delivering.stopped_while_another_delivers(world, delivering.LATE_WRITES[write])


def _poisoned(way: str) -> Callable[[World], None]:
    return lambda world: poison.poison(world, *poison.WAYS_TO_BREAK[way])


def _seeded() -> Random:
    return Random(1)  # noqa: S311 (a seed, not a secret)


def _killed_before_it_notes(world: World) -> None:
    delivering.worker_killed_before_it_notes(world, Moment.BEFORE)


_TRANSACTION: Final = "            with relay.pool.connection() as connection, connection.transaction():\n"
_SETTLED: Final = "    AND lease_token = %(token)s AND state = 'pending'\n"
MUTANTS: Final = {
    "row 1: it answers, and commits a moment later": Mutant(
        "relay/intake/accept.py",
        _TRANSACTION,
        "            import threading\n            connection = relay.pool.getconn()\n"
        "            done = lambda: (connection.commit(), relay.pool.putconn(connection))\n"
        "            threading.Timer(1.0, done).start()\n            if True:\n",
        accepting.killed_once_answered,
        LOST,
    ),
    "row 1: each statement commits by itself": Mutant(
        "relay/intake/accept.py",
        _TRANSACTION,
        "            with relay.pool.connection() as connection:\n                connection.autocommit = True\n",
        _killed("after its rows"),
        LOST,
    ),
    "row 2: marked as done when it is taken": Mutant(
        "relay/delivery/lease.py",
        "UPDATE outbox SET lease_token = %(token)s,",
        "UPDATE outbox SET state = 'registered', delete_after = %(until)s, lease_token = %(token)s,",
        _killed_before_it_notes,
        LOST,
    ),
    "rows 2 and 12: what comes again is entered again": Mutant(
        "register/intake/registering.py",
        "    if not fresh:\n",
        "    from sceau.envelope.signature import leaf\n"
        "    pairs = zip(wave, decided)\n"
        "    again = [leaf('envelope', one.header_bytes) for one, done in pairs if isinstance(done, Replayed)]\n"
        "    if again:\n        append(database, again, office.ledger, office.now)\n    if not fresh:\n",
        delivering.answer_lost,
        TWICE,
    ),
    "row 3: commits do not wait for the disk": Mutant(
        "web/database.py",
        'kwargs={"prepare_threshold": 1}',
        'kwargs={"prepare_threshold": 1, "options": "-c synchronous_commit=off"}',
        delivering.database_killed,
        LOST,
    ),
    "row 4: what comes again is answered from what is visible": Mutant(
        "relay/intake/accept.py",
        "        await_earlier_commits(self.connection)\n",
        "",
        failing_over.known_before_any_standby_has_it,
        LOST,
    ),
    "row 7: what is damaged is tried like anything else": Mutant(
        "relay/delivery/deliver.py",
        "    return DAMAGED if is_ours else said.code\n",
        "    return said.code\n",
        _flipped,
        damage.FOUND,
    ),
    "row 7: what is damaged stays when it is sent again": Mutant(
        "relay/intake/accept.py",
        "        self._mend(rest)\n",
        "",
        _flipped,
        damage.FOUND,
    ),
    "row 8: any lease may acknowledge": Mutant(
        "relay/delivery/lease.py",
        "        AND lease_token = %(token)s AND state = 'pending'\n    RETURNING",
        "        AND state = 'pending'\n    RETURNING",
        _late("an acknowledgement"),
        delivering.LATE,
    ),
    "row 8: any lease may postpone": Mutant(
        "relay/delivery/lease.py",
        _SETTLED + "RETURNING outbox.state",
        "    AND state = 'pending'\nRETURNING outbox.state",
        _late("a postponement"),
        delivering.LATE,
    ),
    "row 8: a stopped worker keeps what it has locked": Mutant(
        "web/database.py",
        "        configure=_configure,\n",
        "",
        delivering.stopped_while_it_writes,
        delivering.LATE,
    ),
    "row 11: a request may last as long as bytes come": Mutant(
        "relay/delivery/register.py",
        "Deadline(WHOLE) as deadline,",
        "Deadline(timedelta(days=1)) as deadline,",
        lambda world: network.one_that_never_ends(world, Weather.DRIP),
        network.DEADLINES,
    ),
    "row 13: what is there is taken as new": Mutant(
        "relay/intake/storing.py",
        "    ON CONFLICT (day, pharmacy, id) DO NOTHING\n",
        "    ON CONFLICT (day, pharmacy, id) DO UPDATE SET accepted_at = excluded.accepted_at\n",
        accepting.same_envelope_at_once,
        TWICE,
    ),
    "row 14: the same id is the same envelope": Mutant(
        "relay/intake/accept.py",
        "if stored.commit != envelope.header.commit:",
        "if False:",
        accepting.same_id_another_body,
        LOST,
    ),
    "row 14: the same, at the register": Mutant(
        "register/intake/deciding.py",
        "before.commit != judged.header.commit",
        "before.commit == b''",
        accepting.conflict_at_the_register,
        TWICE,
    ),
    "row 15: Retry-After is not heard": Mutant(
        "relay/delivery/register.py",
        "raise Unavailable(_problem_code(answer.body), _retry_after(answer.retry_after, clock.now()))",
        "raise Unavailable(_problem_code(answer.body))",
        lambda world: storms.storms(world, 1200, _seeded(), (storms.Kind.TOO_MANY,)),
        storms.HONOURED,
    ),
    "row 15: the breaker never opens by itself": Mutant(
        "relay/delivery/breaker.py",
        " or self._failures >= FAILURES",
        "",
        lambda world: storms.storms(world, 1200, _seeded(), (storms.Kind.ERROR,)),
        storms.SPARED,
    ),
    "row 16: the word on another envelope is believed": Mutant(
        "relay/delivery/answers.py",
        "    check_acknowledged(acknowledgement, parse_header(sent.header), sent.header, domain=keys.domain)\n",
        "",
        _answered("the word on another envelope"),
        answering.BELIEVED,
    ),
    "row 16: whoever signs is believed": Mutant(
        "relay/delivery/answers.py",
        "    return verify_acknowledgement(body, signature, keys.acks[-1])\n",
        "    from sceau.envelope import acknowledgement\n    return acknowledgement.parse_acknowledgement(body)\n",
        _answered("a signature with one bit changed"),
        answering.BELIEVED,
    ),
    "row 16: a register that answers nobody blames everybody": Mutant(
        "relay/delivery/deliver.py",
        "return self.register_works and self.code",
        "return self.code",
        _answered("random bytes"),
        answering.BELIEVED,
    ),
    "row 17: neighbours fail with it": Mutant(
        "relay/delivery/deliver.py",
        "        for half in (batch[:middle], batch[middle:]):\n",
        '        self.failed += [(one, "register-error") for one in batch[middle:]]\n'
        "        for half in (batch[:middle],):\n",
        _poisoned("its request ends in an error 500"),
        poison.NEIGHBOURS,
    ),
    "row 17: it is never given up": Mutant(
        "relay/delivery/deliver.py",
        "if faults >= POISON_ATTEMPTS:",
        "if False:",
        _poisoned("the register says itself that it cannot judge it"),
        LOST,
    ),
    "row 18: any certificate is believed": Mutant(
        "relay/delivery/register.py",
        "return True if authorities is None else ssl.create_default_context(cafile=authorities)",
        "return False",
        lambda world: reaching.unreachable_in_turn(world, 8),
        reaching.TRUST,
    ),
    "row 18: a certificate's name is not compared": Mutant(
        "relay/delivery/register.py",
        "    return True if authorities is None else ssl.create_default_context(cafile=authorities)\n",
        "    context = ssl.create_default_context(cafile=authorities)\n"
        "    context.check_hostname = False\n    return context\n",
        lambda world: reaching.unreachable_in_turn(world, 8, [Shown.OF_ANOTHER_NAME]),
        reaching.TRUST,
    ),
    "row 19: a migration is committed statement by statement": Mutant(
        "relay/migrations/0006_mirror.py",
        "class Migration(migrations.Migration):\n",
        "class Migration(migrations.Migration):\n    atomic = False\n",
        lambda world: halfway.migrations_killed(world.ground, world.folder, _seeded(), world.source),
        halfway.RESUMES,
    ),
    "row 19: a key is published before its seed is on the disk": Mutant(
        "register/keys/epochs.py",
        "    folder.create(seed_name(role, kid(public)), seed)\n    life = (not_before, not_after)\n"
        "    publish_signed(database, folder, Kind.KEY, _statement(role, public, life), now=now)\n",
        "    publish_signed(database, folder, Kind.KEY, _statement(role, public, (not_before, not_after)), now=now)\n"
        "    database.commit()\n    folder.create(seed_name(role, kid(public)), seed)\n",
        lambda world: halfway.domain_begun_by_halves(world.ground, world.folder, _seeded(), world.source),
        halfway.RESUMES,
    ),
    "row 20: sealed bytes are forgotten once the relay has them": Mutant(
        "client/spool.py",
        "UPDATE envelope SET state = 'accepted' WHERE",
        "UPDATE envelope SET state = 'accepted', sealed = NULL WHERE",
        lambda world: returning.older_backup_restored(world, 40),
        returning.GAP,
    ),
    "row 20: only what waits for its receipt is asked about": Mutant(
        "client/sending.py",
        "_parts(self.spool.held(), _STATUS_KEYS)",
        "_parts(self.spool.unanswered(), _STATUS_KEYS)",
        lambda world: returning.older_backup_restored(world, 40),
        returning.GAP,
    ),
    "the ledger: an entry is stored otherwise than it is hashed": Mutant(
        "web/ledger_store.py",
        "[(tile.level, tile.index, data) for tile",
        "[(tile.level, tile.index, data[:-1] + b'!' if tile.level < 0 else data) for tile",
        accepting.same_id_another_body,
        LEDGER,
    ),
    "the count: a record is not counted": Mutant(
        "register/intake/registering.py",
        "        queries.count_records(database, counted)\n",
        "        queries.count_records(database, counted[1:])\n",
        delivering.answer_lost,
        COUNTED,
    ),
}
