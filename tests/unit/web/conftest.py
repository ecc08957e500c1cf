"""Django's requests and answers need settings, of which its defaults will do."""

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def _default_settings() -> None:
    if not settings.configured:
        settings.configure()
