"""Settings come from the environment, a file and flags, in rising strength; what cannot be is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus_deployments.settings import ConfigurationError, Settings, load


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of settings."""
    found = tmp_path / "settings.yaml"
    found.write_text("account: FILE\nserver: {port: 2000, threads: 7}\n")
    return found


def test_without_anything_the_defaults_hold() -> None:
    settings = load()
    assert (settings.server.host, settings.server.port, settings.data_dir) == ("127.0.0.1", 8084, None)
    assert (settings.sessions.role, settings.sessions.schema_) == ("ACCOUNTADMIN", None)


def test_the_environment_is_stronger_than_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    monkeypatch.setenv("MOCKHAUS_SESSIONS__SCHEMA", "STAGING")
    settings = load()
    assert (settings.server.port, settings.server.threads) == (1000, 16)
    assert settings.sessions.schema_ == "STAGING"


def test_the_file_is_stronger_than_the_environment(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    monkeypatch.setenv("MOCKHAUS_SERVER__HOST", "0.0.0.0")  # noqa: S104 - nothing listens
    settings = load(file)
    assert (settings.server.port, settings.server.host, settings.account) == (2000, "0.0.0.0", "FILE")  # noqa: S104


def test_a_flag_is_stronger_than_the_file(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    settings = load(file, {"server": {"port": 3000, "host": None}})
    assert (settings.server.port, settings.server.threads) == (3000, 7)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sever: {port: 1}", "sever"),
        ("server: {prot: 1}", "server.prot"),
        ("server: {port: eighty}", "server.port"),
        ("server: {port: 70000}", "server.port"),
        ("sessions: {pool_size: 0}", "sessions.pool_size"),
        ("sessions: {idle_seconds: -1}", "sessions.idle_seconds"),
        ("history: 3", "history"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(tmp_path: Path, text: str, name: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=rf"^{name}: "):
        load(file)


@pytest.mark.parametrize("text", ["- a\n- b", "just text", "a: [", "\x00"])
def test_a_file_that_is_no_mapping_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=r"settings\.yaml"):
        load(file)


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("# nothing yet\n")
    assert load(file).server.port == 8084


def test_an_unknown_setting_of_a_section_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PROT", "1")
    with pytest.raises(ConfigurationError, match="prot"):
        load()


def test_settings_cannot_be_changed_later() -> None:
    settings: Settings = load()
    with pytest.raises(ValueError, match="frozen"):
        settings.account = "OTHER"  # type: ignore[misc]
