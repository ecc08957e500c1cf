"""The mails that people get before they have an account: a link, or why not. French first, then English.

The one idea: a mail that cannot be sent stops nothing. The link is also shown to whoever made it, who can hand it over.
"""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Final

import structlog

from sceau.relay.configuration import RelaySettings
from sceau.relay.people.invitations import DAYS
from sceau.web.mail import MailDownError, MailLaterError, MailRefusedError, MailServer, open_mail


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and what is said, in both languages."""

    subject: str
    body: str


def approval(shop: str, link: str) -> Text:
    """The operator has approved the pharmacy."""
    return Text(_APPROVAL.subject, _APPROVAL.body.format(shop=shop, link=link, days=DAYS))


def invitation(shop: str, link: str) -> Text:
    """A titular pharmacist has invited somebody."""
    return Text(_INVITATION.subject, _INVITATION.body.format(shop=shop, link=link, days=DAYS))


def refusal(shop: str, reason: str) -> Text:
    """The operator has not approved the pharmacy."""
    return Text(_REFUSAL.subject, _REFUSAL.body.format(shop=shop, reason=reason))


def send(settings: RelaySettings, recipient: str | None, text: Text) -> bool:
    """Whether the mail server has taken it. False, and logged without the address, when it has not or there is none."""
    if not recipient or not settings.smtp_url.get_secret_value():
        return False
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, recipient, text.subject
    message.set_content(text.body)
    try:
        with open_mail(MailServer.parse(settings.smtp_url.get_secret_value()), sender=settings.mail_from) as session:
            session.send(message, sender=settings.mail_from, recipient=recipient)
    except (MailDownError, MailLaterError, MailRefusedError) as failure:
        structlog.get_logger().warning("mail_not_sent", error=type(failure).__name__)
        return False
    return True


_APPROVAL: Final = Text(
    "Sceau\u202f: votre comptoir est ouvert / your counter is open",
    """Bonjour,

La demande de la pharmacie {shop} est acceptée. Ouvrez ce lien sur un poste de l’officine pour créer votre
clé d’accès\u202f:

{link}

Il sert une seule fois, pendant {days} jours. Ne le transférez pas.

—

Hello,

The application of the pharmacy {shop} is approved. Open the link above on a computer of the pharmacy to make
your passkey. It works once, for {days} days. Do not forward it.
""",
)
_INVITATION: Final = Text(
    "Sceau\u202f: une invitation au comptoir / an invitation to the counter",
    """Bonjour,

La pharmacie {shop} vous invite à son comptoir. Ouvrez ce lien sur un poste de l’officine pour créer votre
clé d’accès\u202f:

{link}

Il sert une seule fois, pendant {days} jours. Ne le transférez pas.

—

Hello,

The pharmacy {shop} invites you to its counter. Open the link above on a computer of the pharmacy to make
your passkey. It works once, for {days} days. Do not forward it.
""",
)
_REFUSAL: Final = Text(
    "Sceau\u202f: votre demande / your application",
    """Bonjour,

La demande de la pharmacie {shop} n’a pas été acceptée\u202f: {reason}

—

Hello,

The application of the pharmacy {shop} was not approved: {reason}
""",
)
