"""The same clusters and relays as the integration tests have."""

from tests.integration.conftest import (
    new_relay,
    published_register,
    register_cluster,
    relay,
    relay_cluster,
    relay_template,
)

__all__ = ["new_relay", "published_register", "register_cluster", "relay", "relay_cluster", "relay_template"]
