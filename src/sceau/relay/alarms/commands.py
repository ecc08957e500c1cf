"""What `sceau relay watch` and `sceau relay alarms` run."""

import signal

from sceau.relay.alarms import standing
from sceau.relay.alarms.standing import Standing
from sceau.relay.alarms.watch import Watch
from sceau.relay.configuration import RelaySettings
from sceau.relay.journal.entry import OPERATOR
from sceau.relay.relay import Relay
from sceau.web.clock import SystemClock
from sceau.web.database import open_pool
from sceau.web.logs import configure_logs

_CONNECTIONS = 2


def watch(settings: RelaySettings) -> None:
    """Look each minute until told to stop."""
    configure_logs("relay-watch")
    watching = Watch(Relay.start(settings, connections=_CONNECTIONS))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: watching.stop())
    watching.run()


def list_alarms(settings: RelaySettings) -> list[Standing]:
    """What stands now, newest first."""
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        return standing.standing_now(connection)


def settle_finding(settings: RelaySettings, name: str) -> int:
    """The operator has looked at what was found under this name; how many findings went."""
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        return standing.settle_finding(connection, name, now=SystemClock().now(), actor=OPERATOR)
