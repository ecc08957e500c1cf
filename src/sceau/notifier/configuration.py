"""What an operator sets for a notifier (`SCEAU_NOTIFIER_…`), and what each setting means."""

from pathlib import Path

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import ServiceSettings
from sceau.web.mail import MailServer


class NotifierSettings(ServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_NOTIFIER_")

    relay_url: str = Field(pattern="^https?://[^/]+$")
    """Where the relay is reached, without a final slash."""
    register_root: str = Field(pattern="^[0-9a-f]{64}$")
    """Hash of the register's first root statement, in hexadecimal: pinned, compared by telephone."""
    client_id: str = ""
    """Given by the relay when it added this notifier."""
    client_key: SecretStr = SecretStr("")
    """The private JWK (ES384) that the relay knows the public part of."""
    keys_folder: Path
    """Seeds that open slips, and the key of the marks, on an encrypted volume of its own."""
    memory_file: Path
    """Where marks of what was sent are kept, 90 days."""
    smtp_url: SecretStr = SecretStr("")
    """Mail server: `smtps://user:password@host:port`, or `smtp://…` (STARTTLS, required); empty: no e-mail is sent."""
    smtp_authorities: Path | None = None
    """Certificates (PEM) to trust for it, instead of the system's."""
    mail_from: str = "Sceau <sceau@localhost>"
    """Sender of the e-mails."""
    sms_url: str = Field(default="", pattern="^(https?://[^/]+/.*)?$")
    """The SMS provider's address (spec/sms-provider.yaml); empty: no SMS is sent."""
    sms_token: SecretStr = SecretStr("")
    """Given by the provider."""
    sms_sender: str = Field(default="Sceau", pattern="^[ -~]{1,16}$")
    """Sender of the SMS, as the provider allows it: printable ASCII."""
    most_a_day: int = Field(default=1000, ge=1)
    """Notices for one pharmacy and day; what is above waits for the next."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page on 127.0.0.1; 0 for none."""

    @field_validator("smtp_url")
    @classmethod
    def _is_mail_server(cls, url: SecretStr) -> SecretStr:
        if url.get_secret_value():
            MailServer.parse(url.get_secret_value())
        return url
