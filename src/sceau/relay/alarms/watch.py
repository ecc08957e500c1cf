"""`sceau relay watch`: a process of its own that looks at the relay each minute, and calls the operator.

The one idea: whoever watches must not die with what it watches. It serves nobody, delivers nothing and needs no key of
the worker's; when it ends itself, its page and its metrics say how old they are.
"""

import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import structlog
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from sceau.relay.alarms import letters, standing
from sceau.relay.alarms.certificates import certificate_ends
from sceau.relay.alarms.gauges import Gauges
from sceau.relay.alarms.reading import read_snapshot
from sceau.relay.alarms.rules import LASTING, Alarm, alarms
from sceau.relay.alarms.snapshot import Snapshot
from sceau.relay.journal.entry import WATCH
from sceau.relay.people import letters as mail
from sceau.relay.people.letters import Text
from sceau.relay.public_status.history import History
from sceau.relay.public_status.judging import judge
from sceau.relay.public_status.page import write_page, write_static
from sceau.relay.public_status.probing import answers, is_fine, is_no_fault
from sceau.relay.relay import Relay
from sceau.web.mail import MailUnsureError

EVERY: Final = timedelta(minutes=1)
_CERTIFICATES_EVERY: Final = timedelta(hours=1)
_log = structlog.get_logger()


class Watch:
    """Looks once a minute until `stop`."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._gauges = Gauges.start(relay.settings.watch_metrics_port)
        self._stopping = threading.Event()
        self._started = relay.clock.now()
        self._held: dict[tuple[str, str], datetime] = {}
        self._certificates: dict[str, datetime | None] = {}
        self._certificates_at: datetime | None = None
        self._history: History | None = None

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Look until `stop` was called; a database that is away ends nothing."""
        while not self._stopping.is_set():
            try:
                self.publish(self.look())
            except Exception as error:  # noqa: BLE001 (whatever it is, somebody must go on watching)
                _log.error("watch_failed", error=type(error).__name__)
            self._stopping.wait(EVERY.total_seconds())

    def look(self) -> Snapshot | None:
        """One pass: read, decide, keep, tell. None when the database does not answer."""
        try:
            seen = read_snapshot(self._relay, started=self._started, certificates=self._certificate_ends())
            self._keep(seen)
        except (OperationalError, PoolTimeout) as error:
            _log.error("watch_sees_nothing", error=type(error).__name__)
            self._gauges.blind()
            return None
        self._tell()
        return seen

    def publish(self, seen: Snapshot | None) -> None:
        """Write the public page, whether or not the database answered; a folder that is away ends nothing."""
        settings, now = self._relay.settings, self._relay.clock.now()
        if not settings.status_folder:
            return
        folder = Path(settings.status_folder)
        judged = judge(
            now,
            seen,
            ready=answers(f"{settings.public_url}/ready", is_fine),
            tickets=answers(f"{settings.public_url}/t", is_fine),
            board=answers(settings.live_address, is_no_fault),
        )
        try:
            if self._history is None:
                write_static(folder)
            self._history = (self._history or History.read(folder)).with_minute(judged)
            self._history.write(folder)
            write_page(folder, judged, self._history)
        except OSError as error:
            _log.error("status_not_written", error=type(error).__name__)

    def _keep(self, seen: Snapshot) -> None:
        holding, queue = alarms(seen), seen.queue
        age = 0 if queue.oldest is None else int((seen.now - queue.oldest).total_seconds())
        with self._relay.pool.connection() as connection:
            standing.beat(connection, WATCH, seen.now)
            standing.sample(connection, seen.now, waiting=queue.waiting, age=age, dead=queue.dead)
            stands = _names(standing.standing_now(connection))
            standing.settle(connection, self._lasting(holding, stands, seen.now), seen.now)
        self._gauges.show(seen, holding)

    def _lasting(self, holding: list[Alarm], stands: frozenset[tuple[str, str]], now: datetime) -> list[Alarm]:
        """Those that stand, or held a minute ago too: what comes and goes between two looks calls nobody.

        What is told of several comparisons with the register (`LASTING`) must have held for longer.
        """
        before = self._held
        self._held = {(one.name, one.subject): before.get((one.name, one.subject), now) for one in holding}
        ripe = {key for key, since in before.items() if now - since >= LASTING.get(key[0], timedelta())} | stands
        return [one for one in holding if (one.name, one.subject) in ripe]

    def _tell(self) -> None:
        settings = self._relay.settings
        if not settings.operator_email:
            return
        with self._relay.pool.connection() as connection:
            those = standing.untold(connection)
        if those and self._mails(letters.letter(those, settings.public_url)):
            with self._relay.pool.connection() as connection:
                standing.told(connection, those)

    def _mails(self, text: Text) -> bool:
        """Whether it was taken, or may have been: a mail that broke off at its end is not sent every minute."""
        try:
            return mail.send(self._relay.settings, self._relay.settings.operator_email, text)
        except MailUnsureError:
            return True

    def _certificate_ends(self) -> dict[str, datetime | None]:
        now = self._relay.clock.now()
        if self._certificates_at is None or now - self._certificates_at > _CERTIFICATES_EVERY:
            settings = self._relay.settings
            register = settings.register_url, settings.register_ca  # as the worker trusts it (`worker.connect`)
            found = certificate_ends(((settings.public_url, None), register))
            self._certificates = {**self._certificates, **found}  # of one that is silent now, what was seen last
            self._certificates_at = now
        return self._certificates


def _names(those: list[standing.Standing]) -> frozenset[tuple[str, str]]:
    """Name and subject of each."""
    return frozenset((one.name, one.subject) for one in those)
