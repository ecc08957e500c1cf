"""Django's settings that both services share: the web framework without sessions, accounts, cookies or its ORM.

The database below is for migrations alone; requests use the pool (`database.py`).
"""

from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

MIDDLEWARE = ["sceau.web.headers.HeadersMiddleware", "sceau.web.problems.ProblemMiddleware"]


def base_settings(*, package: str, public_url: str, database_url: str, middleware: str) -> dict[str, Any]:
    """Django's settings for the service in `package`. `middleware` gives requests what the service's views need."""
    return {
        "ALLOWED_HOSTS": [urlsplit(public_url).hostname],
        "APPEND_SLASH": False,
        "DATABASES": {"default": _django_database(database_url)},
        "DEBUG": False,
        "INSTALLED_APPS": [package],
        "LOGGING_CONFIG": None,
        "MIDDLEWARE": [*MIDDLEWARE, middleware],
        "ROOT_URLCONF": f"{package}.urls",
        "TEMPLATES": [_templates()],
        "USE_TZ": True,
        "WSGI_APPLICATION": f"{package}.wsgi.application",
    }


def _django_database(url: str) -> dict[str, Any]:
    parts = {name: value for name, value in conninfo_to_dict(url).items() if value is not None}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    known = {named[name]: str(value) for name, value in parts.items() if name in named}
    others = {name: value for name, value in parts.items() if name not in named}
    return {"ENGINE": "django.db.backends.postgresql", "OPTIONS": others, **known}


def _templates() -> dict[str, Any]:
    return {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
