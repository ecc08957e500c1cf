"""Settings of a service, from the environment and from nowhere else.

The one idea: a setting that is misspelt stops the service, so that none is silently its default. `PREFIX_NAME_FILE`
names a file that holds the value of `PREFIX_NAME`: how a secret comes in without standing in the environment.
"""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from sceau.web.witnesses import parse_witnesses


class ServiceSettings(BaseSettings):
    """Base of each service's settings; subclasses give `env_prefix`. Errors never show a value."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (ours refuses what it does not know)
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, EnvironmentAndFiles(settings_cls)


class WebServiceSettings(ServiceSettings):
    """What every service that listens is told; each adds its own."""

    public_url: str = Field(pattern="^https?://[^/]+$")
    """Where clients reach it, without a final slash: assertions are made out to it."""
    database_url: SecretStr
    """PostgreSQL 15 or newer, durable; each service its own."""
    token_secret: SecretStr = Field(min_length=32)
    """Signs access tokens; the same in every process; a new one ends all tokens, which last five minutes."""
    processes: int = Field(default=2, ge=1, le=64)
    """Web processes: one a core."""
    threads: int = Field(default=4, ge=1, le=64)
    """Threads a process: each waits for the disk at its commit."""
    metrics_port: int = Field(default=0, ge=0, le=65535)
    """Prometheus' page on 127.0.0.1; 0 for none."""
    witnesses: str = ""
    """Who cosigns its ledger, one a line: URL, then the keys of `sceau witness keys`; empty: nobody."""

    @field_validator("witnesses")
    @classmethod
    def _are_witnesses(cls, text: str) -> str:
        parse_witnesses(text)
        return text

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr) -> SecretStr:
        if not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("a connection string that begins with postgresql://")
        return url

    @property
    def domain(self) -> str:
        """The service's name in its ledger and in what it signs: the host of `public_url`."""
        return self.public_url.partition("://")[2]


class EnvironmentAndFiles(PydanticBaseSettingsSource):
    """Every variable with the service's prefix, known or not: the model refuses the unknown ones."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        return self().get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        prefix = str(self.config.get("env_prefix", ""))
        found = {name: value for name, value in os.environ.items() if name.startswith(prefix)}
        return dict(self._named(name.removeprefix(prefix).lower(), value) for name, value in found.items())

    def _named(self, name: str, value: str) -> tuple[str, str]:
        stem = name.removesuffix("_file")
        if name not in self.settings_cls.model_fields and stem in self.settings_cls.model_fields:
            return stem, Path(value).read_text(encoding="utf-8").strip()
        return name, value
