"""What `sceau relay operator …` runs: who may see the operator's page."""

from dataclasses import dataclass
from email.utils import parseaddr

from sceau.relay.configuration import RelaySettings
from sceau.relay.operators import accounts
from sceau.relay.people import letters
from sceau.relay.people.letters import Text
from sceau.web.clock import SystemClock
from sceau.web.database import open_pool


class NotAnAddressError(ValueError):
    """What was given is no address of mail; the sentence says so."""


@dataclass(frozen=True, slots=True)
class Given:
    """A link, shown once, and whether the mail server has taken it too."""

    link: str
    mailed: bool


def invite(settings: RelaySettings, email: str) -> Given:
    """A link that makes the operator's passkey, in place of any there was. NotAnAddressError."""
    if "@" not in parseaddr(email)[1] or parseaddr(email)[1] != email:
        raise NotAnAddressError("give an address of mail, for example nom@exploitant.example")
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        token = accounts.invite(connection, email, SystemClock().now())
    link = f"{settings.public_url}/operator/join#{token}"
    text = Text(_INVITATION.subject, _INVITATION.body.format(link=link, days=accounts.DAYS.days))
    return Given(link, letters.send(settings, email, text))


def end(settings: RelaySettings, email: str) -> bool:
    """The operator sees nothing from now on; False when there is none of this address."""
    with open_pool(settings.database_url.get_secret_value(), size=1) as pool, pool.connection() as connection:
        return accounts.end(connection, email, SystemClock().now())


_INVITATION = Text(
    "Sceau\u202f: la page de l’exploitant / the operator's page",
    """Bonjour,

Ouvrez ce lien sur votre ordinateur pour créer la clé d’accès à la page de l’exploitant\u202f:

{link}

Il sert une seule fois, pendant {days} jours. Ne le transférez pas.

—

Hello,

Open the link above on your computer to make the passkey of the operator's page. It works once, for {days} days.
Do not forward it.
""",
)
