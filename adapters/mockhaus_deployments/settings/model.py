"""Everything that can be set, with types, limits, defaults and meanings.

A setting is a field with a description. `RELOADABLE` marks what a running server takes over when it reads its
settings again; a setting without a default has an example. A value that nobody may read is a `SecretStr`; passwords
inside URLs are hidden anyway.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal, Self

import pydantic
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "MOCKHAUS_"
"""What the environment variables of settings begin with."""
BETWEEN = "__"
"""What stands between a section and a setting in an environment variable."""
IN_MEMORY = ":memory:"
"""The data folder that is none."""
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+")
RELOADABLE: dict[str, Any] = {"reloadable": True}
"""Of a field, as `json_schema_extra`: a running server takes the value over when it is told to reload."""


class Section(BaseModel):
    """A group of settings; unknown names are refused, values are for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ServerSettings(Section):
    """The HTTP server."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8084, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    threads: int = Field(16, ge=1, le=512, description="Statements carried out side by side.")
    max_body_bytes: int = Field(
        64 * 2**20, ge=1024, description="Largest body of a JSON request.", json_schema_extra=RELOADABLE
    )
    max_upload_bytes: int = Field(
        5 * 2**30, ge=1024, description="Largest file uploaded to a stage.", json_schema_extra=RELOADABLE
    )
    max_result_rows: int = Field(
        1_000_000, ge=1, description="Most rows of one answer of the REST API.", json_schema_extra=RELOADABLE
    )
    cors_origins: tuple[str, ...] = Field(
        (),
        description="Origins whose web pages may call, such as https://app.example; * for all; none by default.",
        json_schema_extra=RELOADABLE,
    )
    compression: bool = Field(
        True,
        description="Whether answers of the REST API are sent as gzip to clients that take it.",
        json_schema_extra=RELOADABLE,
    )
    public_url: str | None = Field(
        None,
        description="URL at which clients reach the server, for URLs of staged files; None takes host and port.",
        examples=["https://mockhaus.example"],
        pattern=r"^https?://[^/?#@\s]+(/[^?#\s]*)?$",
    )
    shutdown_seconds: float = Field(
        5,
        ge=0,
        description="How long running statements may go on after the server was told to end; then they are cancelled.",
        json_schema_extra=RELOADABLE,
    )
    pid_file: Path | None = Field(
        None,
        description="File that names the process of the server, for stop, status and reload.",
        examples=["/run/mockhaus/mockhaus.pid"],
    )

    @pydantic.field_validator("cors_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if origin not in ("*", "null") and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin, such as https://app.example")
        return value


class EngineSettings(Section):
    """The SQL engine."""

    memory_limit: str | None = Field(
        None, description="Most memory of the engine, such as 4GB; None takes 80 %.", examples=["4GB"]
    )
    threads: int | None = Field(None, ge=1, description="Threads of the engine; None takes all cores.", examples=[4])


class MetadataSettings(Section):
    """The metadata store."""

    url: str | None = Field(
        None,
        description="SQLAlchemy URL, sqlite:///… or postgresql://…; None takes SQLite in the data folder.",
        examples=["postgresql://mockhaus:password@localhost/mockhaus"],
    )


class SessionsSettings(Section):
    """Sessions and the pool of stateless calls."""

    user: str = Field("MOCKHAUS", description="User of a session that names none.", json_schema_extra=RELOADABLE)
    role: str = Field("ACCOUNTADMIN", description="Role of a session that names none.", json_schema_extra=RELOADABLE)
    database: str | None = Field(
        None, description="Database of a session that names none.", examples=["SALES"], json_schema_extra=RELOADABLE
    )
    schema_: str | None = Field(
        None,
        alias="schema",
        description="Schema of a session that names none.",
        examples=["PUBLIC"],
        json_schema_extra=RELOADABLE,
    )
    warehouse: str | None = Field(
        "COMPUTE_WH", description="Warehouse of a session that names none.", json_schema_extra=RELOADABLE
    )
    idle_seconds: float = Field(
        4 * 3600, gt=0, description="A session idle for so long is closed.", json_schema_extra=RELOADABLE
    )
    maximum: int = Field(1_000, ge=1, description="Most open sessions.", json_schema_extra=RELOADABLE)
    pool_size: int = Field(16, ge=1, description="Most stateless calls at one time.")
    pool_wait_seconds: float = Field(30, gt=0, description="How long a stateless call waits for its turn.")

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class AuthSettings(Section):
    """Who may log in with a driver, or call the SQL API."""

    mode: Literal["open", "password"] = Field(
        "open",
        description="open: any user name and password, and any bearer token, will do; password: users give the "
        "password they have, or a token that their RSA key has signed.",
    )
    open_monitoring: bool = Field(
        False,
        description="With mode password, whether anybody may read GET /metrics and GET /api/v1/metrics, and the names "
        "of databases in health checks.",
        json_schema_extra=RELOADABLE,
    )
    token_seconds: int = Field(3_600, ge=1, description="How long a session's token is good for; drivers renew it.")
    master_token_seconds: int = Field(
        4 * 3_600, ge=1, description="How long tokens can be renewed for without a sign of life."
    )


class AdminSettings(Section):
    """What administrators may do over HTTP."""

    allow_reset: bool = Field(
        False,
        description="Whether POST /api/v1/admin/reset may empty the account; one in memory it always may.",
    )


class HistorySettings(Section):
    """The query history."""

    days: float = Field(14, gt=0, description="How long records are kept.", json_schema_extra=RELOADABLE)


class ResultsSettings(Section):
    """The store of results, which clients and RESULT_SCAN read again."""

    memory_bytes: int = Field(64 * 2**20, ge=2**20, description="Most memory of kept results; larger ones are files.")
    disk_bytes: int = Field(10 * 2**30, ge=2**20, description="Most disk of kept results; the oldest make room.")
    keep_seconds: float = Field(86_400, gt=0, description="How long a result is kept.")


class LogSettings(Section):
    """The server's own log."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least important lines that are written.", json_schema_extra=RELOADABLE
    )
    format: Literal["console", "json"] = Field(
        "console", description="Lines for people, or one JSON object a line.", json_schema_extra=RELOADABLE
    )
    file: Path | None = Field(
        None,
        description="File that lines are added to; None takes standard error.",
        examples=["/var/log/mockhaus/mockhaus.log"],
        json_schema_extra=RELOADABLE,
    )
    requests: Literal["none", "debug", "info"] = Field(
        "none",
        description="Of which level the line of the log is that tells of each HTTP request; none logs none.",
        json_schema_extra=RELOADABLE,
    )
    slow_statement_seconds: float | None = Field(
        None,
        ge=0,
        description="A statement that takes at least so long is logged with its query id; None logs none.",
        examples=[5],
        json_schema_extra=RELOADABLE,
    )
    max_bytes: int = Field(
        0,
        ge=0,
        description="Size at which the file is put aside and a new one begun; 0 never does.",
        json_schema_extra=RELOADABLE,
    )
    backups: int = Field(5, ge=1, le=1_000, description="Files put aside that are kept.", json_schema_extra=RELOADABLE)


class HealthCheckSettings(Section):
    """The checks of health."""

    check_seconds: float = Field(
        2,
        gt=0,
        description="How long a check may take; one that takes longer is unhealthy.",
        json_schema_extra=RELOADABLE,
    )
    min_free_disk_bytes: int = Field(
        100 * 2**20,
        ge=0,
        description="With fewer bytes free on the disk of the data folder, the disk is unhealthy.",
        json_schema_extra=RELOADABLE,
    )
    max_memory_share: float = Field(
        0.95,
        gt=0,
        le=1,
        description="With a larger share in use of the memory that the container or machine has, memory is unhealthy.",
        json_schema_extra=RELOADABLE,
    )


class StagesSettings(Section):
    """Staged files: how much of one is read, and what SQL may reach outside of Mockhaus. By default that is nothing."""

    allowed_urls: tuple[str, ...] = Field(
        (),
        description="URLs that external stages may have, with all below them, such as s3://bucket/folder; for stages "
        "with an ENDPOINT also that, such as https://storage.example. Needs the extra `object-stores`.",
    )
    external_roots: tuple[Path, ...] = Field(
        (),
        description="Folders of this machine below which external stages may have file:// URLs.",
    )
    s3_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]+$",
        description="Where the buckets of s3:// are, instead of at AWS; such as a MinIO server.",
        examples=["http://localhost:9000"],
    )
    integration_aws_key_id: SecretStr | None = Field(
        None,
        description="Key by which stages with a storage integration reach S3; without it their buckets are public.",
        examples=["AKIAIOSFODNN7EXAMPLE"],
    )
    integration_aws_secret_key: SecretStr | None = Field(
        None, description="The secret of that key.", examples=["wJalrXUtnFEMI"]
    )
    integration_aws_token: SecretStr | None = Field(
        None, description="The session token of that key, where it is a temporary one.", examples=["FwoGZXIvYXdzE"]
    )
    integration_azure_sas_token: SecretStr | None = Field(
        None,
        description="Token by which stages with a storage integration reach Azure; without it containers are public.",
        examples=["sv=2024-11-04&sig=example"],
    )
    max_read_bytes: int = Field(
        2**30,
        ge=1024,
        description="Most bytes of a staged text file, once decompressed, that are read record by record, in memory: "
        "where the engine's own reader cannot read it, an error must be told or errors are skipped.",
    )
    max_unpacked_bytes: int = Field(
        2**36, ge=1024, description="Most bytes that a compressed staged file may have once it is decompressed."
    )


class PipesSettings(Section):
    """Pipes, which load staged files in the background."""

    poll_seconds: float = Field(
        1,
        gt=0,
        description="How often the stages of pipes with AUTO_INGEST = TRUE are looked at for new files.",
        json_schema_extra=RELOADABLE,
    )


class TelemetrySettings(Section):
    """Traces of statements, for OpenTelemetry."""

    otlp_endpoint: str | None = Field(
        None,
        pattern=r"^https?://[^\s/]+",
        description="Where a collector takes OTLP over HTTP; traces go to /v1/traces below it. None makes no traces. "
        "Needs the extra `telemetry`.",
        examples=["http://localhost:4318"],
    )
    service_name: str = Field("mockhaus", min_length=1, description="Name of the service in traces.")
    sample_share: float = Field(
        1, ge=0, le=1, description="Share of the traces that are kept; those that a caller began are kept as it says."
    )
    statement_text: bool = Field(
        False,
        description="Whether traces have the texts of statements; secrets in them are masked, other values are not.",
    )


_sources: ContextVar[tuple[PydanticBaseSettingsSource, ...]] = ContextVar("sources", default=())


class Settings(BaseSettings):
    """Everything that can be set. Its constructor takes values that are stronger than the environment's."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter=BETWEEN, extra="forbid", frozen=True, validate_default=False
    )

    data_dir: Path | None = Field(
        None,
        description="The data folder; `:memory:` keeps everything in memory.",
        examples=["/var/lib/mockhaus"],
    )
    account: str = Field("MOCKHAUS", description="Name of the account.")
    server: ServerSettings = Field(default_factory=ServerSettings)
    engine: EngineSettings = Field(default_factory=EngineSettings)
    metadata: MetadataSettings = Field(default_factory=MetadataSettings)
    sessions: SessionsSettings = Field(default_factory=lambda: SessionsSettings.model_validate({}))
    auth: AuthSettings = Field(default_factory=AuthSettings)
    admin: AdminSettings = Field(default_factory=AdminSettings)
    history: HistorySettings = Field(default_factory=HistorySettings)
    results: ResultsSettings = Field(default_factory=ResultsSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    health: HealthCheckSettings = Field(default_factory=HealthCheckSettings)
    stages: StagesSettings = Field(default_factory=StagesSettings)
    pipes: PipesSettings = Field(default_factory=PipesSettings)
    telemetry: TelemetrySettings = Field(default_factory=TelemetrySettings)

    @pydantic.field_validator("data_dir", mode="before")
    @classmethod
    def _in_memory(cls, value: object) -> object:
        return None if value == IN_MEMORY else value

    @classmethod
    def of(cls, sources: Sequence[PydanticBaseSettingsSource]) -> Self:
        """The settings that the sources give, the strongest first; ValidationError tells wrong values."""
        token = _sources.set(tuple(sources))
        try:
            return cls()
        finally:
            _sources.reset(token)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources of `of`; elsewhere the constructor's values over the environment's."""
        del settings_cls, dotenv_settings, file_secret_settings
        return _sources.get() or (init_settings, env_settings)
