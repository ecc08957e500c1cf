"""What `sceau notifier …` runs; the command line only parses, calls and prints."""

import json
import signal

from joserfc.jwk import ECKey

from sceau.assertion import Credentials
from sceau.envelope.statements import Statements
from sceau.notifier.configuration import NotifierSettings
from sceau.notifier.keys import KeyState, destroy_past, key_states
from sceau.notifier.keys import new_key as make_key
from sceau.notifier.metrics import start_counting
from sceau.notifier.relay import Relay, read_statements
from sceau.notifier.service import Service, run_batch
from sceau.web.clock import SystemClock
from sceau.web.key_folder import KeyFolder
from sceau.web.logs import configure_logs


def serve(settings: NotifierSettings) -> None:
    """Tell people until told to stop."""
    configure_logs("notifier")
    key = ECKey.import_key(json.loads(settings.client_key.get_secret_value()))
    relay = Relay(settings.relay_url, Credentials(settings.client_id, key), SystemClock())
    service = Service(relay, run_batch, start_counting(settings.metrics_port))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stop())
    service.run()
    relay.close()


def new_key(settings: NotifierSettings) -> bytes:
    """Make the seed of the next month; its public key, for the register to publish."""
    return make_key(KeyFolder(settings.keys_folder))


def keys(settings: NotifierSettings) -> tuple[KeyState, ...]:
    """Every seed here, and what was published of it. RelayError."""
    return tuple(key_states(KeyFolder(settings.keys_folder), _statements(settings)))


def destroy_keys(settings: NotifierSettings) -> int:
    """Destroy the seeds whose time is over. How many. RelayError."""
    now = int(SystemClock().now().timestamp())
    return destroy_past(KeyFolder(settings.keys_folder), _statements(settings), now=now)


def _statements(settings: NotifierSettings) -> Statements:
    return read_statements(settings.relay_url, root_hash=bytes.fromhex(settings.register_root))
