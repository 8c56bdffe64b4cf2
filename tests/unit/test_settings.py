"""Settings: defaults are the strict ones, wrong values are refused by name, unknown names too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleanstation_desktop.domain.errors import EnvironmentFault
from cleanstation_desktop.settings import Environment, Settings, load_settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("CLEANSTATION_"):
            monkeypatch.delenv(name)


def test_defaults_are_strict() -> None:
    settings = load_settings()
    assert settings.environment is Environment.PRODUCTION
    assert settings.sslmode == "verify-full"
    assert settings.data_folder.is_absolute()


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLEANSTATION_SERVER", "a.example, b.example")
    monkeypatch.setenv("CLEANSTATION_PORT", "6432")
    monkeypatch.setenv("CLEANSTATION_DATA_FOLDER", str(tmp_path))
    settings = load_settings()
    assert settings.hosts == ("a.example", "b.example")
    assert (settings.port, settings.data_folder) == (6432, tmp_path)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANSTATION_DATABASE", "")
    assert load_settings().database == "cleanstation"


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("PORT", "0", "greater than or equal to 1"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("PORT", "many", "valid integer"),
        ("SSLMODE", "sometimes", "verify-full"),
        ("ENVIRONMENT", "prod", "production"),
        ("LANGUAGE", "DE", "'EN', 'FR' or 'ES'"),
        ("STATION", "   ", "at least 1 character"),
        ("STATION", "x" * 64, "at most 63 characters"),
    ],
)
def test_wrong_values_are_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, part: str) -> None:
    monkeypatch.setenv(f"CLEANSTATION_{name}", value)
    with pytest.raises(EnvironmentFault, match=f"CLEANSTATION_{name}") as caught:
        load_settings()
    assert part in caught.value.message


def test_all_faults_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANSTATION_PORT", "x")
    monkeypatch.setenv("CLEANSTATION_LANGUAGE", "x")
    monkeypatch.setenv("CLEANSTATION_SSL_MODE", "disable")
    with pytest.raises(EnvironmentFault) as caught:
        load_settings()
    for part in ("CLEANSTATION_PORT", "CLEANSTATION_LANGUAGE", "CLEANSTATION_SSL_MODE is no setting"):
        assert part in caught.value.message


@pytest.mark.parametrize("sslmode", ["disable", "allow", "prefer", "require", "verify-ca"])
@pytest.mark.parametrize("environment", ["staging", "uat", "production"])
def test_weak_tls_is_refused(monkeypatch: pytest.MonkeyPatch, sslmode: str, environment: str) -> None:
    monkeypatch.setenv("CLEANSTATION_SSLMODE", sslmode)
    monkeypatch.setenv("CLEANSTATION_ENVIRONMENT", environment)
    with pytest.raises(EnvironmentFault, match="needs verify-full"):
        load_settings()


@pytest.mark.parametrize("environment", ["demo", "development"])
def test_weak_tls_is_allowed_on_the_own_machine(monkeypatch: pytest.MonkeyPatch, environment: str) -> None:
    monkeypatch.setenv("CLEANSTATION_SSLMODE", "disable")
    monkeypatch.setenv("CLEANSTATION_ENVIRONMENT", environment)
    assert load_settings().sslmode == "disable"


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
