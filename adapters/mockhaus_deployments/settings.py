"""The settings of a deployment: one typed object from defaults, environment, a YAML file and flags, in rising strength.

Environment variables are `MOCKHAUS_<NAME>` with `__` between the parts of a nested name: `MOCKHAUS_SERVER__PORT`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pydantic
import yaml
from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

IN_MEMORY = ":memory:"
"""The data folder that is none."""


class ConfigurationError(Exception):
    """Settings that cannot be used: an unknown name or a wrong value. The text is for the person who wrote them."""


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(_Section):
    """The HTTP server."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8084, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    threads: int = Field(16, ge=1, le=512, description="Statements carried out side by side.")
    max_body_bytes: int = Field(64 * 2**20, ge=1024, description="Largest body of a JSON request.")
    max_upload_bytes: int = Field(5 * 2**30, ge=1024, description="Largest file uploaded to a stage.")
    max_result_rows: int = Field(1_000_000, ge=1, description="Most rows of one answer of the REST API.")


class EngineSettings(_Section):
    """The SQL engine."""

    memory_limit: str | None = Field(None, description="Most memory of the engine, such as 4GB; None takes 80 %.")
    threads: int | None = Field(None, ge=1, description="Threads of the engine; None takes all cores.")


class MetadataSettings(_Section):
    """The metadata store."""

    url: str | None = Field(
        None,
        description="SQLAlchemy URL, sqlite:///… or postgresql://…; None takes SQLite in the data folder.",
    )


class SessionsSettings(_Section):
    """Sessions and the pool of stateless calls."""

    user: str = Field("MOCKHAUS", description="User of a session that names none.")
    role: str = Field("ACCOUNTADMIN", description="Role of a session that names none.")
    database: str | None = Field(None, description="Database of a session that names none.")
    schema_: str | None = Field(None, alias="schema", description="Schema of a session that names none.")
    warehouse: str | None = Field("COMPUTE_WH", description="Warehouse of a session that names none.")
    idle_seconds: float = Field(4 * 3600, gt=0, description="A session idle for so long is closed.")
    maximum: int = Field(1_000, ge=1, description="Most open sessions.")
    pool_size: int = Field(16, ge=1, description="Most stateless calls at one time.")
    pool_wait_seconds: float = Field(30, gt=0, description="How long a stateless call waits for its turn.")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class HistorySettings(_Section):
    """The query history."""

    days: float = Field(14, gt=0, description="How long records are kept.")


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="MOCKHAUS_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    data_dir: Path | None = Field(None, description="The data folder; `:memory:` keeps everything in memory.")
    account: str = Field("MOCKHAUS", description="Name of the account.")
    server: ServerSettings = Field(default_factory=ServerSettings)
    engine: EngineSettings = Field(default_factory=EngineSettings)
    metadata: MetadataSettings = Field(default_factory=MetadataSettings)
    sessions: SessionsSettings = Field(default_factory=lambda: SessionsSettings.model_validate({}))
    history: HistorySettings = Field(default_factory=HistorySettings)

    @pydantic.field_validator("data_dir", mode="before")
    @classmethod
    def _in_memory(cls, value: object) -> object:
        return None if value == IN_MEMORY else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags and the file come in through the constructor; the environment is the weaker."""
        del settings_cls, dotenv_settings, file_secret_settings
        return (init_settings, env_settings)


def load(file: Path | None = None, flags: dict[str, Any] | None = None) -> Settings:
    """The effective settings; ConfigurationError names what is wrong and where."""
    values = _merged(_read(file) if file else {}, flags or {})
    try:
        return Settings(**values)
    except pydantic.ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise ConfigurationError(problems) from error


def _read(file: Path) -> dict[str, Any]:
    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{file}: {error}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ConfigurationError(f"{file}: a mapping of settings is expected")
    return found


def _merged(weaker: dict[str, Any], stronger: dict[str, Any]) -> dict[str, Any]:
    """One mapping over another, section by section; None in the stronger one sets nothing."""
    result = dict(weaker)
    for name, value in stronger.items():
        if isinstance(value, dict):
            result[name] = _merged(result.get(name) or {}, value)
        elif value is not None:
            result[name] = value
    return result
