"""Allauth's accounts as an application of ours: its own insists on a middleware for every path (`middleware.py`)."""

from allauth.account.apps import AccountConfig  # type: ignore[import-untyped]  # it has no types


class Accounts(AccountConfig):  # type: ignore[misc]  # the same
    """Models and texts of allauth's accounts. Not the default of its package: this one is named in the settings."""

    default = False

    def ready(self) -> None:
        """Without the check for the middleware, which `PeopleMiddleware` holds."""
