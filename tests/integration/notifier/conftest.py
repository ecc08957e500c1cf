"""A pharmacy, a notifier with its keys, and a mail server that is real and delivers nothing."""

import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.integration.relay.pharmacy import Pharmacy
from tests.integration.running import PublishedRegister, RunningRelay, free_port

from sceau.assertion import new_key
from sceau.envelope.hpke import kem_public_key
from sceau.envelope.kdf import kid
from sceau.relay.commands import notifier_add
from sceau.relay.configuration import RelaySettings
from sceau.web.key_folder import KeyFolder


@dataclass
class Mailbox:
    """Answers `rcpt` and `data` as it is told, and keeps what it takes: (recipient, options, whole message)."""

    rcpt: str = "250 ok"
    data: str = "250 taken"
    taken: list[tuple[str, list[str], bytes]] = field(default_factory=list)
    on_data: Callable[[], None] | None = None

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return self.rcpt

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (the same)
        if self.data.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.taken.append((envelope.rcpt_tos[0], list(envelope.rcpt_options), content))
        if self.on_data:
            self.on_data()
        return self.data

    def addresses(self) -> list[str]:
        return [address for address, _, _ in self.taken]


@dataclass
class MailServer:
    """A mailbox behind real SMTP, which may be away."""

    mailbox: Mailbox = field(default_factory=Mailbox)
    port: int = field(default_factory=free_port)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def open(self) -> None:
        self._controller = Controller(self.mailbox, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@pytest.fixture
def mail() -> Iterator[MailServer]:
    server = MailServer()
    server.open()
    yield server
    server.close()


@dataclass
class Notifier:
    """A notifier's settings, and its process once it runs."""

    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", "from sceau.cli import main; main()", "notifier", "serve"],
                env={"PATH": "/usr/bin:/bin", **self.environment},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        """It and its batch, at once."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, number)
            self.process.wait(timeout=30)
            self.process = None


@pytest.fixture(scope="module")
def pharmacy(relay: RunningRelay, published_register: PublishedRegister) -> Pharmacy:
    return Pharmacy.enrolled(relay, published_register, "990000003")


@pytest.fixture
def notifier(
    relay: RunningRelay, published_register: PublishedRegister, mail: MailServer, tmp_path: Path
) -> Iterator[Notifier]:
    """Not started yet; the relay's queue is empty."""
    relay.execute("DELETE FROM notice")
    seed, key = published_register.notifier_seed, new_key()
    KeyFolder(tmp_path / "keys").create(f"slips/{kid(kem_public_key(seed)).hex()}", seed)
    values = {name.removeprefix("SCEAU_RELAY_").lower(): value for name, value in relay.environment.items()}
    settings = {
        "RELAY_URL": relay.url,
        "REGISTER_ROOT": published_register.root_hash.hex(),
        "CLIENT_ID": notifier_add(RelaySettings.model_validate(values), jwk=key.as_dict(private=False)),
        "CLIENT_KEY": json.dumps(key.as_dict(private=True)),
        "KEYS_FOLDER": str(tmp_path / "keys"),
        "MEMORY_FILE": str(tmp_path / "memory"),
        "SMTP_URL": mail.url,
        "MAIL_FROM": "Sceau <notices@sceau.example>",
        "SMS_TOKEN": secrets.token_hex(16),
    }
    made = Notifier({f"SCEAU_NOTIFIER_{name}": value for name, value in settings.items()}, tmp_path / "notifier.log")
    yield made
    made.stop()
