"""Sending mail through an SMTP server, and what its refusals mean.

The one idea: four failures that call for four things. *Refused*: this address never will be taken. *Later*: this mail
may be tried again. *Down*: nothing can be sent now, no address is to blame. *Unsure*: the mail was handed over and no
answer came. None carries what the server said, which quotes addresses.

`smtps://user:password@host:port` is TLS from the first byte; `smtp://…` must change to TLS (STARTTLS) before anything
is said, but on this machine itself.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

_SECONDS: Final = 30.0
_PORTS: Final = {"smtp": 587, "smtps": 465}
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_TAKEN: Final = 250
_TAKES_ADDRESS: Final = frozenset({250, 251})
_FOR_GOOD: Final = 500
_WIRE: Final = SMTP.clone(cte_type="7bit")
_TELL_NOBODY: Final = ("NOTIFY=NEVER",)  # RFC 3461: no bounce, which would quote the address to whoever reads bounces


class MailRefusedError(Exception):
    """The server takes no mail for this address, or not this mail, for good."""


class MailLaterError(Exception):
    """The server does not take this mail now."""


class MailDownError(Exception):
    """The server does not answer, or does not let us send: this mail was not sent."""


class MailUnsureError(Exception):
    """The connection broke after the mail was handed over: it may have been sent."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to send. `authorities` is a file of certificates (PEM) to trust instead of the system's."""

    host: str
    port: int
    tls_at_once: bool
    user: str = ""
    password: str = field(default="", repr=False)
    authorities: Path | None = None

    @classmethod
    def parse(cls, url: str, *, authorities: Path | None = None) -> "MailServer":
        """ValueError for another scheme, no host, or half of an account."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError("an address of a mail server: smtps://user:password@host:port or smtp://…")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if bool(user) is not bool(password):
            raise ValueError("an account of a mail server has a user and a password")
        port = parts.port or _PORTS[parts.scheme]
        return cls(parts.hostname, port, parts.scheme == "smtps", user, password, authorities)


@dataclass(frozen=True, slots=True)
class MailSession:
    """An open connection; one thread uses it."""

    smtp: smtplib.SMTP

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Returns when the server has taken it; else one of the four failures."""
        try:
            self._address(sender, recipient)
        except (smtplib.SMTPException, OSError):
            raise MailDownError from None
        try:
            code, _ = self.smtp.data(message.as_bytes(policy=_WIRE))
        except smtplib.SMTPDataError as refused:  # before the mail was handed over
            code = refused.smtp_code
        except (smtplib.SMTPException, OSError):
            raise MailUnsureError from None
        if code != _TAKEN:
            raise MailLaterError  # what it says of the mail, not of the address

    def _address(self, sender: str, recipient: str) -> None:
        """Say from whom and to whom, in an order that leaves the session good for the next mail."""
        self.smtp.rset()
        code, _ = self.smtp.mail(sender)
        if code != _TAKEN:
            raise smtplib.SMTPException
        code, _ = self.smtp.rcpt(recipient, _TELL_NOBODY if self.smtp.has_extn("dsn") else ())
        if code >= _FOR_GOOD:
            raise MailRefusedError
        if code not in _TAKES_ADDRESS:
            raise MailLaterError


@contextmanager
def open_mail(server: MailServer, *, sender: str) -> Iterator[MailSession]:
    """Connect, with TLS, and sign in; MailDownError when that is not possible. `sender` names us to the server."""
    try:
        smtp = _connected(server, sender.rpartition("@")[2])
    except (smtplib.SMTPException, OSError):
        raise MailDownError from None
    try:
        yield MailSession(smtp)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _connected(server: MailServer, name: str) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=str(server.authorities) if server.authorities else None)
    if server.tls_at_once:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, name, timeout=_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, name, timeout=_SECONDS)
    try:
        if not server.tls_at_once and server.host not in _THIS_MACHINE:
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp
