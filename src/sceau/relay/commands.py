"""What an operator runs: `sceau relay …` calls these. Each takes settings and says nothing on screen."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from joserfc.jwk import ECKey

from sceau.envelope.statements import Statements
from sceau.relay.clients.software_statement import software_statement
from sceau.relay.configuration import RelaySettings
from sceau.relay.journal.entry import OPERATOR
from sceau.relay.ledger import ledger_signer
from sceau.relay.maintenance import make_room
from sceau.relay.notices.notifiers import add_notifier, suspend_notifier
from sceau.relay.statements.storing import store_enrolments, store_statements
from sceau.web import ledger_store
from sceau.web.clock import Clock, SystemClock
from sceau.web.database import open_pool
from sceau.web.logs import configure_logs
from sceau.web.serving import Serving, serve_wsgi

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler


def serve(settings: RelaySettings) -> None:
    """Serve until told to stop. Each process reads its settings from this process's environment."""
    configure_logs("relay")
    serving = Serving(settings.bind, settings.processes, settings.threads, settings.metrics_port)
    serve_wsgi(_load_application, serving)


def migrate(settings: RelaySettings, clock: Clock | None = None) -> None:
    """Bring the database up to date, make room for the days to come, and open the ledger if its seed is given."""
    _set_up_django()
    from django.core.management import call_command  # noqa: PLC0415 (Django must be set up first)

    call_command("migrate", interactive=False, verbosity=0)
    now = (clock or SystemClock()).now()
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        make_room(connection, now)
        if settings.ledger_seed.get_secret_value():
            ledger_store.open_ledger(connection, ledger_signer(settings), now)


def import_statements(
    settings: RelaySettings, objects: Sequence[bytes], enrolments: Sequence[bytes] = (), clock: Clock | None = None
) -> int:
    """Take in the register's whole chain of statements, and enrolments; returns how many statements were new."""
    now, root_hash = (clock or SystemClock()).now(), bytes.fromhex(settings.register_root)
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        new = store_statements(connection, objects, root_hash=root_hash, now=now, by=OPERATOR)
        statements = Statements.replay(objects, root_hash=root_hash)
        store_enrolments(connection, enrolments, statements=statements, now=now, by=OPERATOR)
        return new


def new_operator_key() -> ECKey:
    """The key that signs software statements: the private JWK stays with the operator, offline."""
    return ECKey.generate_key("P-384", auto_kid=True)


def issue_software_statement(
    operator_key: ECKey, *, domain: str, software: str, name: str, clock: Clock | None = None
) -> str:
    """A vendor's software statement, for the relay named `domain` (`RelaySettings.domain`)."""
    now = int((clock or SystemClock()).now().timestamp())
    return software_statement(operator_key, domain=domain, software=software, name=name, now=now)


def notifier_add(settings: RelaySettings, *, jwk: Mapping[str, Any], clock: Clock | None = None) -> str:
    """Let a notifier lease slips: its public ES384 key (a JWK); the client id to give it. ValueError otherwise."""
    now = (clock or SystemClock()).now()
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        return add_notifier(connection, jwk=jwk, now=now)


def notifier_suspend(settings: RelaySettings, *, client_id: str, clock: Clock | None = None) -> bool:
    """Stop a notifier at once; False when there is no such active one."""
    now = (clock or SystemClock()).now()
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        return suspend_notifier(connection, client_id=client_id, now=now)


def _load_application() -> "WSGIHandler":
    from sceau.relay.wsgi import application  # noqa: PLC0415 (after the fork: the pool belongs to the process)

    return application


def _set_up_django() -> None:
    import django  # noqa: PLC0415 (settings are read when it is set up, not when this is imported)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sceau.relay.settings")
    django.setup()
