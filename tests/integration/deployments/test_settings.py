"""Settings come from a file, the environment and flags, in rising strength; what cannot be is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr

from mockhaus_deployments.settings import ConfigurationError, Settings, documents, effective, load
from mockhaus_deployments.settings.effective import HIDDEN, printable
from mockhaus_deployments.settings.listing import Setting, all_settings


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


def test_the_environment_is_stronger_than_the_file(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    settings = load(file)
    assert (settings.server.port, settings.server.threads, settings.account) == (1000, 7, "FILE")


def test_a_flag_is_stronger_than_the_environment(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    settings = load(file, {"server": {"port": 3000, "host": None}})
    assert (settings.server.port, settings.server.threads) == (3000, 7)


def test_the_place_of_each_value_is_known(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    found = effective(file, {"account": "FLAG"}, defaults={"data_dir": "here"})
    origins = {shown.name: shown.origin for shown in found.shown()}
    names = ("account", "server.port", "server.threads", "server.host", "data_dir")
    assert [origins[name] for name in names] == ["flag", "MOCKHAUS_SERVER__PORT", str(file), "default", "default"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sever: {port: 1}", "sever.port"),
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


def test_an_empty_section_sets_nothing(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("server:\n  # port: 1\nsessions: {}\n")
    assert load(file) == load()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("sever: {port: 1}", "server.port"),
        ("server: {prot: 1}", "server.port"),
        ("server: {max_rows: 1}", "server.max_result_rows"),
        ("port: 1", "server.port"),
        ("Account: X", "account"),
        ("log: {levle: info}", "log.level"),
    ],
)
def test_an_unknown_name_in_the_file_is_refused_with_the_nearest(tmp_path: Path, text: str, nearest: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(text)
    with pytest.raises(ConfigurationError, match=rf"there is no such setting .*; did you mean {nearest}\?$"):
        load(file)


def test_a_name_that_is_near_to_none_is_refused_without_a_guess(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("zzz: 1")
    with pytest.raises(ConfigurationError, match=r"^zzz: there is no such setting \([^;]*\)$"):
        load(file)


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("server: {prot: 1, threads: many}\nhistory: {days: 0}\n")
    monkeypatch.setenv("MOCKHAUS_ACCONT", "X")
    with pytest.raises(ConfigurationError) as caught:
        load(file)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "server.prot",
        "MOCKHAUS_ACCONT",
        "server.threads",
        "history.days",
    ]


def test_a_wrong_section_of_the_file_is_told_though_a_stronger_source_covers_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("server: 3\n")
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    with pytest.raises(ConfigurationError, match=r"^server: a mapping of settings is expected \(.*settings\.yaml\)$"):
        load(file)


def test_a_section_is_not_set_as_a_whole_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER", '{"port": 1000}')
    with pytest.raises(ConfigurationError, match=r"^MOCKHAUS_SERVER: there is no such setting"):
        load()


def test_settings_made_directly_are_over_those_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKHAUS_ACCOUNT", "ENVIRONMENT")
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "1000")
    settings = Settings(account="GIVEN")
    assert (settings.account, settings.server.port) == ("GIVEN", 1000)


def test_a_name_given_twice_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text("server:\n  port: 1\n  port: 2\n")
    with pytest.raises(ConfigurationError, match=r"port is given twice.*line 3"):
        load(file)


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("MOCKHAUS_SERVER__PROT", "MOCKHAUS_SERVER__PORT"),
        ("MOCKHAUS_SERVER_PORT", "MOCKHAUS_SERVER__PORT"),
        ("MOCKHAUS_ACCONT", "MOCKHAUS_ACCOUNT"),
    ],
)
def test_an_unknown_name_in_the_environment_is_refused_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, variable: str, nearest: str
) -> None:
    monkeypatch.setenv(variable, "1")
    with pytest.raises(ConfigurationError, match=rf"^{variable}: there is no such setting; did you mean {nearest}\?$"):
        load()


def test_a_wrong_value_in_the_environment_is_told_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOCKHAUS_SERVER__PORT", "high")
    with pytest.raises(ConfigurationError, match=r"^server\.port: .*\(MOCKHAUS_SERVER__PORT\)$"):
        load()


def test_what_a_container_platform_adds_for_a_service_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, text in {
        "MOCKHAUS_SERVICE_HOST": "10.0.0.1",
        "MOCKHAUS_SERVICE_PORT_HTTP": "8084",
        "MOCKHAUS_PORT": "tcp://10.0.0.1:8084",
        "MOCKHAUS_PORT_8084_TCP_ADDR": "10.0.0.1",
    }.items():
        monkeypatch.setenv(variable, text)
    assert load().server.port == 8084


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://me:open-sesame@db/mockhaus", "postgresql://me:********@db/mockhaus"),
        ("postgresql://me:open@sesame@db/mockhaus", "postgresql://me:********@db/mockhaus"),
        ("postgresql://db/x?user=me&password=open-sesame", "postgresql://db/x?user=me&password=********"),
        ("postgresql://me@db/mockhaus", "postgresql://me@db/mockhaus"),
        ("sqlite:////data/my.db", "sqlite:////data/my.db"),
    ],
)
def test_passwords_in_urls_are_not_shown(url: str, shown: str) -> None:
    found = effective(flags={"metadata": {"url": url}})
    assert {item.name: item.value for item in found.shown()}["metadata.url"] == shown


class Peculiar(BaseModel):
    """Settings of kinds that are treated in ways of their own."""

    key: SecretStr | None = None
    origins: list[str] = []
    name: str = ""


def peculiar(name: str) -> Setting:
    """One of them."""
    return Setting((name,), (name,), Peculiar.model_fields[name])


def test_a_secret_is_not_shown_but_its_absence_is() -> None:
    assert printable(peculiar("key"), SecretStr("open-sesame")) == HIDDEN
    assert printable(peculiar("key"), None) is None


def test_a_list_is_shown_without_passwords() -> None:
    origins = ["http://a", "http://me:open-sesame@b"]
    assert printable(peculiar("origins"), origins) == ["http://a", "http://me:********@b"]


def test_the_example_loads_and_says_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    file.write_text(documents.example())
    assert load(file) == load()


def test_the_example_names_every_setting_with_its_meaning() -> None:
    lines = [line.strip().removeprefix("# ") for line in documents.example().splitlines()]
    named = [line.partition(":")[0] for line in lines]
    assert [setting.name for setting in all_settings() if setting.path[-1] not in named] == []
    assert [setting.name for setting in all_settings() if setting.description not in " ".join(lines)] == []


def test_every_line_of_the_example_without_a_default_can_be_used(tmp_path: Path) -> None:
    file = tmp_path / "server.yaml"
    unset = tuple(f"# {setting.path[-1]}: " for setting in all_settings() if setting.default is None)
    lines = documents.example().splitlines()
    used = [line.replace("# ", "", 1) if line.strip().startswith(unset) else line for line in lines]
    file.write_text("\n".join(used))
    settings = load(file)
    assert [setting.name for setting in all_settings() if setting.of(settings) is None] == []


def test_every_setting_has_a_meaning_and_a_value_to_show() -> None:
    assert [item.name for item in all_settings() if not item.description.endswith(".")] == []
    assert [item.name for item in all_settings() if item.default is None and item.example is None] == []


def test_settings_cannot_be_changed_later() -> None:
    settings: Settings = load()
    with pytest.raises(ValueError, match="frozen"):
        settings.account = "OTHER"  # type: ignore[misc]
