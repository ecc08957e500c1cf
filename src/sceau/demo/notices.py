"""The demo's notices: a mail server and an SMS provider that keep what they take, and the notifier that uses them."""

import json
from dataclasses import dataclass
from pathlib import Path

import httpx2

from sceau.assertion import new_key
from sceau.demo.catcher import TOKEN
from sceau.demo.processes import Processes, port_for
from sceau.notifier.keys import new_key as new_slip_key
from sceau.register import commands as register_commands
from sceau.register.configuration import RegisterSettings
from sceau.relay import commands as relay_commands
from sceau.relay.configuration import RelaySettings
from sceau.web.key_folder import KeyFolder

KEYS, MEMORY = "notifier-keys", "notifier-memory"
"""What the notifier has in the demo's folder."""


@dataclass(frozen=True, slots=True)
class Catcher:
    """Where mail and SMS go, and where they are seen: `url` in a browser, `folder` on the disk."""

    smtp_url: str
    url: str
    folder: Path

    @property
    def sms_url(self) -> str:
        return f"{self.url}/sms"

    def messages(self) -> list[dict[str, str]]:
        """Each with `kind`, `to`, `subject` and `text`."""
        caught: list[dict[str, str]] = httpx2.get(f"{self.url}/messages").raise_for_status().json()
        return caught

    def open_mail(self) -> None:
        httpx2.post(f"{self.url}/open").raise_for_status()

    def close_mail(self) -> None:
        """From now on the mail server does not answer."""
        httpx2.post(f"{self.url}/closed").raise_for_status()


def start_catcher(processes: Processes, *, port: int = 0) -> Catcher:
    """Start it; `port` is where it is seen, any free one for 0."""
    folder, mail_port, http_port = processes.folder / "caught", port_for(0), port_for(port)
    url = f"http://localhost:{http_port}"
    processes.start_module("sceau.demo.catcher", str(folder), str(mail_port), str(http_port), health=f"{url}/messages")
    return Catcher(f"smtp://localhost:{mail_port}", url, folder)


def publish_notifier_key(processes: Processes, register: RegisterSettings) -> None:
    """Make the notifier's key of the month and have the register publish it, before the relay first asks for keys."""
    register_commands.keys_notifier(register, new_slip_key(KeyFolder(processes.folder / KEYS)))


def start_notifier(processes: Processes, catcher: Catcher, *, relay: RelaySettings) -> None:
    """Make it known to the relay, and start it."""
    key, folder = new_key(), processes.folder
    values = {
        "relay_url": relay.public_url,
        "register_root": relay.register_root,
        "client_id": relay_commands.notifier_add(relay, jwk=key.as_dict(private=False)),
        "client_key": json.dumps(key.as_dict(private=True)),
        "keys_folder": str(folder / KEYS),
        "memory_file": str(folder / MEMORY),
        "smtp_url": catcher.smtp_url,
        "mail_from": "Sceau <notices@sceau.example>",
        "sms_url": catcher.sms_url,
        "sms_token": TOKEN,
        "metrics_port": str(port_for(0)),
    }
    environment = {f"SCEAU_NOTIFIER_{name}".upper(): value for name, value in values.items()}
    processes.start("notifier", "serve", environment=environment)
