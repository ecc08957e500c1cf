"""What an operator sets for a register (`SCEAU_REGISTER_…`), and what each setting means."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import WebServiceSettings


class RegisterSettings(WebServiceSettings):
    """`…_FILE` gives any of them by file; secrets belong there."""

    model_config = SettingsConfigDict(env_prefix="SCEAU_REGISTER_")

    keys_folder: Path
    """Seeds, on a volume of its own. Give the web processes only its part `intake`, the counter only `statistics`."""
    bind: str = "127.0.0.1:8401"
    """Where the web server listens, behind whatever ends TLS."""
    kept_months: int = Field(default=3, ge=3, le=12)
    """Whole months of records kept besides the current one; what is older is dropped and its keys destroyed."""
