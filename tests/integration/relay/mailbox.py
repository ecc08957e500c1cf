"""A mail server that is real, and keeps what it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message, message_from_bytes

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.integration.running import free_port


class Mailbox:
    """A mail server that keeps what it takes."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, message.Message]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        self.mails.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content or b"")))  # type: ignore[arg-type]  # bytes unless decoded
        return "250 OK"


@contextmanager
def listening() -> Iterator[tuple[Mailbox, str]]:
    """It, and the setting that names it."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()
