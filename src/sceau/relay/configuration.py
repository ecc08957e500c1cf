"""What an operator sets for a relay (`SCEAU_RELAY_…`), and what each setting means."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import WebServiceSettings


class RelaySettings(WebServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_RELAY_")

    software_key: str
    """The operator's public key for software statements: a JWK (ES384)."""
    register_url: str = Field(pattern="^https?://[^/]+$")
    """Where the register is reached, without a final slash."""
    register_root: str = Field(pattern="^[0-9a-f]{64}$")
    """Hash of the register's first root statement, in hexadecimal: pinned, compared by telephone."""
    register_client_id: str = ""
    """Given by the register when it approved this relay."""
    register_client_key: SecretStr = SecretStr("")
    """The private JWK (ES384) that the register knows the public part of; the worker's alone."""
    ledger_seed: SecretStr = SecretStr("")
    """Ed25519 seed of the relay's own ledger, 64 hexadecimal digits; the worker's alone."""
    bind: str = "127.0.0.1:8400"
    """Where the web server listens, behind whatever ends TLS."""
    keep_days: int = Field(default=90, ge=62)
    """How long envelopes, their copies and tickets are kept, in days."""
