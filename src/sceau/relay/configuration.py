"""What an operator sets for a relay (`SCEAU_RELAY_…`), and what each setting means."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import WebServiceSettings
from sceau.web.mail import MailServer


class RelaySettings(WebServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_RELAY_")

    software_key: str
    """The operator's public key for software statements: a JWK (ES384)."""
    register_url: str = Field(pattern="^https?://[^/]+$")
    """Where the register is reached, without a final slash."""
    register_ca: Path | None = None
    """Certificates (PEM) one of which must have signed the register's; without, the system's authorities."""
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
    """How long envelopes, their copies, tickets and the counter's items are kept, in days."""
    data_folders: str = ""
    """Folders on PostgreSQL's disks as the worker sees them, separated by colons; empty: free space is not measured."""
    free_bytes_least: int = Field(default=2 * 1024**3, ge=0)
    """Below this on any of those disks, no new envelope is taken."""
    database_bytes_most: int = Field(default=0, ge=0)
    """Above this no new envelope is taken; 0 for any size. For a PostgreSQL whose disk the worker does not see."""
    backlog_most: int = Field(default=0, ge=0)
    """When more envelopes than this wait for the register, no new one is taken; 0 for any number."""
    worker_metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page of the worker on 127.0.0.1; 0 for none."""
    live_url: str = Field(default="", pattern="^(https?://[^/]+/[^?#]+)?$")
    """Where browsers reach the live board, of the same site as `public_url`; empty: `/counter/live` of `public_url`."""
    live_bind: str = Field(default="127.0.0.1:8402", pattern="^[^:]+:[0-9]{1,5}$")
    """Where the live process listens, behind whatever ends TLS."""
    live_metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page of the live process on 127.0.0.1; 0 for none."""
    demo: bool = False
    """A demonstration: every page says so, and the counter refuses a real person's number."""
    psc_issuer: str = Field(default="", pattern="^(https?://[^?#]+)?$")
    """Pro Santé Connect's issuer; empty: passkeys alone."""
    psc_client_id: str = ""
    """Given by Pro Santé Connect."""
    psc_client_secret: SecretStr = SecretStr("")
    """The same."""
    smtp_url: SecretStr = SecretStr("")
    """Mail server: `smtps://user:password@host:port`, or `smtp://…` (STARTTLS, required); empty: no mail is sent."""
    mail_from: str = "sceau@localhost"
    """Sender of its mail."""
    operator_email: str = Field(default="", pattern=r"^([^@\s]+@[^@\s]+)?$")
    """Who is mailed when an alarm is raised and when it is over; empty: nobody."""
    status_folder: str = ""
    """Folder that the watching process writes the public status page into; empty: no page."""
    watch_metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page of the watching process on 127.0.0.1; 0 for none."""

    @field_validator("smtp_url")
    @classmethod
    def _is_mail_server(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            MailServer.parse(url.get_secret_value())
        return url

    @property
    def live_address(self) -> str:
        """The live board's whole address."""
        return self.live_url or f"{self.public_url}/counter/live"
