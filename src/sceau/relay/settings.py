"""Django's settings for the relay, from the environment (`configuration.py`)."""

from sceau.relay.configuration import RelaySettings
from sceau.relay.people.settings import with_people
from sceau.web.django_base import base_settings

RELAY = RelaySettings.model_validate({})  # all of it comes from the environment

globals().update(
    with_people(
        base_settings(
            package="sceau.relay",
            public_url=RELAY.public_url,
            database_url=RELAY.database_url.get_secret_value(),
            middleware="sceau.relay.requests.RelayMiddleware",
        ),
        RELAY,
    )
)
