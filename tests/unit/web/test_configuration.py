from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from sceau.web.configuration import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SCEAU_TEST_")

    port: int = 1
    secret: SecretStr = SecretStr("")


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCEAU_TEST_PORT", "8400")
    assert Settings().port == 8400


def test_a_setting_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("made up\n")
    monkeypatch.setenv("SCEAU_TEST_SECRET_FILE", str(tmp_path / "secret"))
    assert Settings().secret.get_secret_value() == "made up"


def test_an_unknown_setting_stops_the_service_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCEAU_TEST_PROT", "8400")
    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_a_wrong_value_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCEAU_TEST_PORT", "canary-value")
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert "canary-value" not in str(refused.value)


def test_another_services_settings_are_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCEAU_OTHER_PORT", "8400")
    assert Settings().port == 1


def test_a_secret_is_not_shown() -> None:
    assert "made up" not in repr(Settings(secret=SecretStr("made up")))
