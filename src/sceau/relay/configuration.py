"""What an operator sets for a relay (`SCEAU_RELAY_…`), and what each setting means."""

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import ServiceSettings


class RelaySettings(ServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_RELAY_")

    public_url: str = Field(pattern="^https?://[^/]+$")
    """Where clients reach it, without a final slash: assertions are made out to it."""
    database_url: SecretStr
    """PostgreSQL 15 or newer, durable."""
    token_secret: SecretStr = Field(min_length=32)
    """Signs access tokens; the same in every process; a new one ends all tokens, which last five minutes."""
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
    processes: int = Field(default=2, ge=1, le=64)
    """Web processes: one a core."""
    threads: int = Field(default=4, ge=1, le=64)
    """Threads a process: each waits for the disk at its commit."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page on 127.0.0.1; 0 for none."""
    keep_days: int = Field(default=90, ge=62)
    """How long envelopes, their copies and tickets are kept, in days."""

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("a connection string that begins with postgresql://")
        return url

    @property
    def domain(self) -> str:
        """The relay's name in its ledger and software statements: the host of `public_url`."""
        return self.public_url.partition("://")[2]
