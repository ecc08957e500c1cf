"""A mail server that is real, and keeps what it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message, message_from_bytes
from typing import TYPE_CHECKING, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from tests.integration.running import free_port

if TYPE_CHECKING:
    from asyncio import WriteTransport


class Mailbox:
    """A mail server that keeps what it takes, or breaks off after it was handed over."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, message.Message]] = []
        self.breaks = False
        self.tried = 0

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        self.tried += 1
        if self.breaks:  # what was handed over is not answered for
            cast("WriteTransport", server.transport).abort()
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
