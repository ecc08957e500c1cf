"""What `sceau register …` runs; the command line only parses, calls and prints.

The one idea: each function is one command, takes the service's settings and opens one connection; what needs the
offline root keys is given their folder and nothing else needs it.

A register begins so: `migrate`, `keys_init`, `keys_signer`, `desk_new_officer`, `keys_epoch`, `software_set`,
`client_add`, `enrolment_new`, then `serve` and `count`. `keys_epoch` and `keys_destroy` run every week after that.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import psycopg
import structlog

from sceau.envelope.access import Kit
from sceau.envelope.kdf import kid
from sceau.envelope.statements import KeyRole, Software, SoftwareState, ledger_origin
from sceau.ledger.keys import Verifier
from sceau.register.configuration import RegisterSettings
from sceau.register.desk.officers import add_officer
from sceau.register.desk.reading import ShownRecord, show
from sceau.register.enrolments import new_enrolment, sign_again
from sceau.register.journal import Action
from sceau.register.journal import write as note
from sceau.register.keys import epochs, monthly, root
from sceau.register.keys.epochs import KeyState
from sceau.register.keys.published import ROOT_HASH, replay
from sceau.register.keys.seeds import IntakeSeeds
from sceau.register.ledger import sequence_waiting
from sceau.register.months import month_of
from sceau.register.senders.clients import add_client
from sceau.register.senders.software import set_software
from sceau.register.statistics.counter import AT_LEAST, count_waiting
from sceau.register.statistics.published import PublishedCount, published_counts
from sceau.web import cosigning, journal
from sceau.web.clock import SystemClock
from sceau.web.database import Database, open_pool
from sceau.web.key_folder import KeyFolder
from sceau.web.logs import configure_logs
from sceau.web.problems import Refusal
from sceau.web.serving import Serving, serve_wsgi
from sceau.web.witnesses import parse_witnesses

_DJANGO_SETTINGS: Final = "sceau.register.settings"
_COUNT_EVERY_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Maintenance:
    """What a weekly command did: how many keys were published or destroyed, which months were closed."""

    published: int = 0
    destroyed: int = 0
    closed_months: tuple[int, ...] = ()


def serve(settings: RegisterSettings) -> None:
    """Serve HTTP until told to stop. The settings are read from the environment by each process."""
    configure_logs("register")
    serve_wsgi(_load_application, Serving(settings.bind, settings.processes, settings.threads, settings.metrics_port))


def migrate(settings: RegisterSettings) -> None:
    """Bring the database to this version's tables and make room for this month; harmless when it is there."""
    import django  # noqa: PLC0415 (reads the environment's settings when imported so)
    from django.core.management import call_command  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _DJANGO_SETTINGS)
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    with _connected(settings) as database:
        database.execute("SELECT open_month(%s)", [month_of(SystemClock().now())])


def count(settings: RegisterSettings, stop: threading.Event, *, at_least: int = AT_LEAST) -> None:
    """Count contributions until `stop` is set: a process of its own, the only one with the statistics seeds."""
    configure_logs("register-count")
    while not stop.is_set():
        try:
            counted = count_once(settings, at_least=at_least)
        except psycopg.OperationalError as error:
            structlog.get_logger().error("count_failed", error=type(error).__name__)
            counted = 0
        if not counted:
            stop.wait(_COUNT_EVERY_SECONDS)


def cosign(settings: RegisterSettings, stop: threading.Event) -> None:
    """Have witnesses cosign the ledger until `stop` is set: a process of its own, which needs no seed."""
    configure_logs("register-cosign")
    witnesses = parse_witnesses(settings.witnesses)
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool:
        while not stop.is_set():
            try:
                cosigning.cosign_newest(pool, witnesses, SystemClock().now())
            except (psycopg.OperationalError, Refusal) as error:  # Refusal: no ledger yet
                structlog.get_logger().error("cosign_failed", error=type(error).__name__)
            stop.wait(cosigning.EVERY.total_seconds())


def count_once(settings: RegisterSettings, *, at_least: int = AT_LEAST) -> int:
    """One pass; how many records were counted, 0 while fewer than `at_least` wait."""
    folder = KeyFolder(settings.keys_folder)
    with _connected(settings) as database:
        return count_waiting(
            database, lambda kid: folder.read(f"{monthly.STATISTICS_PART}/{kid.hex()}"), at_least=at_least
        )


def keys_init(settings: RegisterSettings, roots: Path, *, keys: int = 3, threshold: int = 2) -> str:
    """Make the offline root keys in the folder `roots` and begin the domain; the hash to pin, in hexadecimal."""
    with _acting(settings) as (database, folder, now):
        statement = root.initialise(
            database, folder, KeyFolder(roots), domain=settings.domain, count=keys, threshold=threshold, now=now
        )
        note(database, Action.DOMAIN_BEGUN, now=now, count=keys, detail=statement.hash.hex())
        return statement.hash.hex()


def keys_signer(settings: RegisterSettings, roots: Path) -> None:
    """Make this year's online signer, authorised by the root keys in `roots`; it signs again what has become void."""
    with _acting(settings) as (database, folder, now):
        root.new_signer(database, folder, KeyFolder(roots), now=now)
        note(database, Action.SIGNER_AUTHORISED, now=now)
        sign_again(database, folder, now=now)


def keys_revoke(settings: RegisterSettings, roots: Path, *, statement_hash: str) -> None:
    """Withdraw a signer's or a key's statement, named by its hash in hexadecimal."""
    with _acting(settings) as (database, folder, now):
        root.revoke(database, folder, KeyFolder(roots), statement_hash=bytes.fromhex(statement_hash), now=now)
        note(database, Action.STATEMENT_REVOKED, now=now, detail=statement_hash)
        sign_again(database, folder, now=now)  # when the next signer is there already; else it will


def keys_epoch(settings: RegisterSettings) -> Maintenance:
    """Publish what is due: weekly epochs four ahead, signing keys, the desk's months, the statistics key."""
    with _acting(settings) as (database, folder, now):
        published = epochs.publish_due(database, folder, now=now)
        published += monthly.publish_desk_keys(database, now=now)
        if database.execute("SELECT 1 FROM statistics_key").fetchone() is None:
            monthly.new_statistics_key(database, folder, now=now)
            published += 1
        journal.make_room(database, now)
        if published:
            note(database, Action.KEYS_PUBLISHED, now=now, count=published)
        return Maintenance(published=published)


def keys_rotate(settings: RegisterSettings, role: KeyRole) -> None:
    """Replace a key before its time."""
    with _acting(settings) as (database, folder, now):
        epochs.rotate(database, folder, role, now=now)
        note(database, Action.KEY_ROTATED, now=now, detail=role.value)


def keys_notifier(settings: RegisterSettings, public: bytes) -> None:
    """Publish a notifier's public key, made with `sceau notifier key new`: senders use it from now on, for a month."""
    with _acting(settings) as (database, folder, now):
        epochs.publish_notifier(database, folder, public, now=now)
        note(database, Action.NOTIFIER_KEY_PUBLISHED, now=now, detail=kid(public).hex())


def keys_destroy(settings: RegisterSettings) -> Maintenance:
    """Destroy the seeds of epochs past their time, and end the retention of old months."""
    with _acting(settings) as (database, folder, now):
        destroyed = epochs.destroy_expired(database, folder, now=now)
        closed = monthly.close_months(database, folder, now=now, kept_months=settings.kept_months)
        note(database, Action.KEYS_DESTROYED, now=now, count=destroyed)
        if closed:
            note(database, Action.MONTHS_CLOSED, now=now, count=len(closed), detail=" ".join(map(str, closed)))
        journal.forget(database, now)
        return Maintenance(destroyed=destroyed, closed_months=tuple(closed))


def keys_list(settings: RegisterSettings) -> tuple[KeyState, ...]:
    """Every published key, and whether its seed is here."""
    with _connected(settings) as database:
        return epochs.states(database, KeyFolder(settings.keys_folder))


def keys_ledger(settings: RegisterSettings) -> tuple[str, ...]:
    """The verifier keys of its ledger that count, oldest first: what its statements say, for who has no root yet."""
    with _connected(settings) as database:
        statements = replay(database, KeyFolder(settings.keys_folder).read(ROOT_HASH))
    origin = ledger_origin(statements.domain)
    return tuple(str(Verifier(origin, key.pk)) for key in statements.usable(KeyRole.LEDGER))


def software_set(settings: RegisterSettings, *, software_id: str, name: str, state: SoftwareState) -> None:
    """Approve or suspend a software: publishes the whole signed list again."""
    with _acting(settings) as (database, folder, now):
        set_software(database, folder, Software(software_id, name, state), now=now)


def client_add(settings: RegisterSettings, *, software_id: str, jwk: Mapping[str, Any]) -> str:
    """Let a relay deliver: its public ES384 key (a JWK); the client id to give it."""
    with _acting(settings) as (database, _, now):
        return add_client(database, software=software_id, jwk=jwk, now=now)


def enrolment_new(settings: RegisterSettings, *, finess: str) -> str:
    """A new enrolment code for a pharmacy, shown once."""
    with _acting(settings) as (database, folder, now):
        return new_enrolment(database, folder, finess=finess, now=now)


def desk_new_officer(settings: RegisterSettings, *, label: str, given_by: str = "") -> str:
    """Make an officer's kit and add its public half; the kit's text, shown once and kept nowhere.

    `given_by` is a colleague's kit, which gives the new officer the months there are.
    """
    kit = Kit.new()
    with _acting(settings) as (database, _, now):
        colleague = Kit.parse(given_by) if given_by else None
        add_officer(database, label=label, member=kit.member, now=now, given_by=colleague)
    return kit.text


def desk_show(settings: RegisterSettings, *, envelope_id: str, kit: str) -> list[ShownRecord]:
    """The record registered under an envelope's id (hexadecimal), with an officer's kit; the reading is journalled."""
    with _acting(settings) as (database, _, now):
        return show(database, envelope_id=bytes.fromhex(envelope_id), kit=Kit.parse(kit), now=now)


def statistics(settings: RegisterSettings) -> list[PublishedCount]:
    """What may be published: no cell under eleven."""
    with _connected(settings) as database:
        return published_counts(database)


def _load_application() -> Any:  # noqa: ANN401 (a WSGI application)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", _DJANGO_SETTINGS)
    from sceau.register.wsgi import application  # noqa: PLC0415 (after the fork: it opens the pool)

    return application


@contextmanager
def _connected(settings: RegisterSettings) -> Iterator[Database]:
    """One connection, one transaction, committed at the end."""
    with psycopg.connect(settings.database_url.get_secret_value()) as database:
        yield database


@contextmanager
def _acting(settings: RegisterSettings) -> Iterator[tuple[Database, KeyFolder, datetime]]:
    """The same for a command that changes something; what it leaves for the ledger gets its place at the end."""
    folder, now = KeyFolder(settings.keys_folder), SystemClock().now()
    with _connected(settings) as database:
        yield database, folder, now
        _sequence(database, folder, now, settings)


def _sequence(database: Database, folder: KeyFolder, now: datetime, settings: RegisterSettings) -> None:
    statements = root.published(database, folder)
    if any(statements.usable(KeyRole.LEDGER)):
        seeds = IntakeSeeds(folder, kept_months=settings.kept_months)
        sequence_waiting(database, seeds.ledger(statements, now), now)
