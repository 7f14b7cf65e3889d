"""The deployment on a data folder: everything durable, metadata in SQLite there or in PostgreSQL by URL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dependency_injector import containers, providers

from mockhaus.ports.configuration import ConfigurationStore
from mockhaus_adapters.clock_system.clock import SystemClock
from mockhaus_adapters.columnar_arrow import ArrowColumnarFiles
from mockhaus_adapters.compression_arrow import ArrowCompression
from mockhaus_adapters.host_system.host import SystemHost
from mockhaus_adapters.identity_random.identity import RandomIdentity
from mockhaus_adapters.metadata_sqlalchemy.account import SqlAccountStore
from mockhaus_adapters.metadata_sqlalchemy.configuration import SqlConfigurationStore
from mockhaus_adapters.metadata_sqlalchemy.database import MetadataDatabase
from mockhaus_adapters.metadata_sqlalchemy.history import SqlHistoryStore
from mockhaus_adapters.metadata_sqlalchemy.sessions import SqlSessionStore
from mockhaus_adapters.sample_data_tpchgen.generator import TpchgenSampleData
from mockhaus_adapters.stage_filesystem.store import FilesystemStageStore
from mockhaus_adapters.stage_object_store.store import ExternalStageStore
from mockhaus_deployments.data_folder import (
    claim,
    identity_of,
    metadata_url,
    results_folder,
    samples_folder,
    stages_folder,
)
from mockhaus_deployments.engine import duckdb_engine
from mockhaus_deployments.external_stages import external_options
from mockhaus_deployments.results import result_store
from mockhaus_deployments.settings import ConfigurationError, Settings
from mockhaus_deployments.telemetry import tracer
from mockhaus_deployments.use_cases import UseCaseContainer

_FOLDER = "data_folder"
"""The configuration value that names the data folder of a metadata store."""


def _folder(settings: Settings) -> Iterator[Path]:
    if settings.data_dir is None:
        raise ConfigurationError("this deployment needs a data folder")
    with claim(settings.data_dir) as folder:
        yield folder


def _metadata(settings: Settings, folder: Path) -> Iterator[MetadataDatabase]:
    database = MetadataDatabase.open(settings.metadata.url or metadata_url(folder))
    try:
        _belong_together(SqlConfigurationStore(database), folder)
        yield database
    finally:
        database.close()


def _belong_together(configuration: ConfigurationStore, folder: Path) -> None:
    """Refuse a metadata store that keeps another folder's sessions and history."""
    identity = identity_of(folder)
    if configuration.put_if_absent(_FOLDER, identity) != identity:
        raise ConfigurationError(f"the metadata store belongs to another data folder than {folder}")


class FolderAdapters(containers.DeclarativeContainer):
    """Everything on a data folder; the metadata store wherever its URL says, SQLite in the folder by default."""

    settings = providers.Dependency(instance_of=Settings)

    folder = providers.Resource(_folder, settings)
    metadata = providers.Resource(_metadata, settings, folder)
    configuration = providers.Singleton(SqlConfigurationStore, metadata)
    account = providers.Singleton(SqlAccountStore, metadata)
    history = providers.Singleton(SqlHistoryStore, metadata)
    sessions = providers.Singleton(SqlSessionStore, metadata)
    internal_stages = providers.Singleton(FilesystemStageStore, providers.Callable(stages_folder, folder))
    stages = providers.Singleton(ExternalStageStore, internal_stages, providers.Callable(external_options, settings))
    engine = providers.Resource(duckdb_engine, settings, folder, internal_stages)
    clock = providers.Singleton(SystemClock)
    compression = providers.Singleton(ArrowCompression)
    columnar = providers.Singleton(ArrowColumnarFiles)
    host = providers.Singleton(SystemHost, folder)
    results = providers.Resource(result_store, settings, clock, providers.Callable(results_folder, folder))
    identity = providers.Singleton(RandomIdentity, clock)
    tracer = providers.Resource(tracer, settings)
    sample_data = providers.Singleton(TpchgenSampleData, providers.Callable(samples_folder, folder))


class FolderDeployment(containers.DeclarativeContainer):
    """The core on a data folder."""

    settings = providers.Dependency(instance_of=Settings)
    adapters = providers.Container(FolderAdapters, settings=settings)
    core = providers.Container(UseCaseContainer, settings=settings, adapters=adapters)
