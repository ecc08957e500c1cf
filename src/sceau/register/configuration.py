"""What an operator sets for a register (`SCEAU_REGISTER_…`), and what each setting means."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import ServiceSettings


class RegisterSettings(ServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_REGISTER_")

    public_url: str = Field(pattern="^https?://[^/]+$")
    """Where relays reach it, without a final slash: assertions are made out to it."""
    database_url: SecretStr
    """PostgreSQL 15 or newer, durable; never the relay's."""
    token_secret: SecretStr = Field(min_length=32)
    """Signs access tokens; the same in every process; a new one ends all tokens, which last five minutes."""
    keys_folder: Path
    """Seeds, on a volume of its own. Give the web processes only its part `intake`, the counter only `statistics`."""
    bind: str = "127.0.0.1:8401"
    """Where the web server listens, behind whatever ends TLS."""
    processes: int = Field(default=2, ge=1, le=64)
    """Web processes: one a core."""
    threads: int = Field(default=4, ge=1, le=64)
    """Threads a process: each waits for the disk at its commit."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page on 127.0.0.1; 0 for none."""
    kept_months: int = Field(default=3, ge=3, le=12)
    """Whole months of records kept besides the current one; what is older is dropped and its keys destroyed."""

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("a connection string that begins with postgresql://")
        return url

    @property
    def domain(self) -> str:
        """The register's name in its statements, acknowledgements and ledger: the host of `public_url`."""
        return self.public_url.partition("://")[2]
