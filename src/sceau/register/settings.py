"""Django's settings for the register, from the environment (`configuration.py`)."""

from sceau.register.configuration import RegisterSettings
from sceau.web.django_base import base_settings

REGISTER = RegisterSettings()  # type: ignore[call-arg]  # the environment gives them

globals().update(
    base_settings(
        package="sceau.register",
        public_url=REGISTER.public_url,
        database_url=REGISTER.database_url.get_secret_value(),
        middleware="sceau.register.requests.RegisterMiddleware",
    )
)
