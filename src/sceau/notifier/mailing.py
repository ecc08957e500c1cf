"""E-mail, through the operator's SMTP server."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr

from sceau.notifier.channels import ChannelDownError, TryLaterError, UndeliverableError, UnsureError
from sceau.notifier.messages import message_in
from sceau.record.fields import field_at
from sceau.web.mail import (
    MailDownError,
    MailLaterError,
    MailRefusedError,
    MailServer,
    MailSession,
    MailUnsureError,
    open_mail,
)


@dataclass(frozen=True, slots=True)
class Mailing:
    """An open connection to the server; `sender` as people see it, `Sceau <sceau@host>`."""

    session: MailSession
    sender: str

    def send(self, address: str, language: str, reference: str) -> None:  # noqa: ARG002 (a mail has a name of its own)
        if not is_email(address):
            raise UndeliverableError
        try:
            self.session.send(self._message(address, language), sender=parseaddr(self.sender)[1], recipient=address)
        except MailRefusedError:
            raise UndeliverableError from None
        except MailLaterError:
            raise TryLaterError from None
        except MailDownError:
            raise ChannelDownError from None
        except MailUnsureError:
            raise UnsureError from None

    def _message(self, address: str, language: str) -> EmailMessage:
        told, message = message_in(language), EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, address, told.subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=parseaddr(self.sender)[1].rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answers
        message["X-Auto-Response-Suppress"] = "All"
        message["Content-Language"] = language
        message.set_content(told.body, cte="quoted-printable")
        return message


@contextmanager
def mailing(server: MailServer, *, sender: str) -> Iterator[Mailing]:
    """Open the server; ChannelDownError when that is not possible."""
    with ExitStack() as stack:
        try:
            session = stack.enter_context(open_mail(server, sender=parseaddr(sender)[1]))
        except MailDownError:
            raise ChannelDownError from None
        yield Mailing(session, sender)


def is_email(address: str) -> bool:
    """Whether it is one by the record's own rule: nothing that could add a header or a recipient."""
    field = field_at("contact.emails")
    return bool(field and field.pattern and re.fullmatch(field.pattern.matches, address))
