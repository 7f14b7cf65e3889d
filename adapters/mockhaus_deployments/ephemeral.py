"""The deployment in memory: for tests, and for trying things out. Nothing outlives the process."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from dependency_injector import containers, providers

from mockhaus.ports.clock import Clock
from mockhaus_adapters.clock_system.clock import SystemClock
from mockhaus_adapters.columnar_arrow import ArrowColumnarFiles
from mockhaus_adapters.compression_arrow import ArrowCompression
from mockhaus_adapters.host_system.host import SystemHost
from mockhaus_adapters.identity_random.identity import RandomIdentity
from mockhaus_adapters.metadata_memory.account import MemoryAccountStore
from mockhaus_adapters.metadata_memory.configuration import MemoryConfigurationStore
from mockhaus_adapters.metadata_memory.history import MemoryHistoryStore
from mockhaus_adapters.metadata_memory.sessions import MemorySessionStore
from mockhaus_adapters.sample_data_tpchgen.generator import TpchgenSampleData
from mockhaus_adapters.stage_memory.store import MemoryStageStore
from mockhaus_adapters.stage_object_store.store import ExternalStageStore
from mockhaus_deployments.engine import duckdb_engine
from mockhaus_deployments.external_stages import external_options
from mockhaus_deployments.results import result_store
from mockhaus_deployments.settings import Settings
from mockhaus_deployments.telemetry import tracer
from mockhaus_deployments.use_cases import UseCaseContainer


def _memory_stages(clock: Clock) -> Iterator[MemoryStageStore]:
    store = MemoryStageStore(clock)
    try:
        yield store
    finally:
        store.close()


class MemoryAdapters(containers.DeclarativeContainer):
    """Everything in memory: gone when the process ends."""

    settings = providers.Dependency(instance_of=Settings)

    clock = providers.Singleton(SystemClock)
    compression = providers.Singleton(ArrowCompression)
    columnar = providers.Singleton(ArrowColumnarFiles)
    host = providers.Singleton(SystemHost, providers.Factory(Path, providers.Callable(tempfile.gettempdir)))
    results = providers.Resource(result_store, settings, clock, None)
    configuration = providers.Singleton(MemoryConfigurationStore)
    account = providers.Singleton(MemoryAccountStore)
    history = providers.Singleton(MemoryHistoryStore)
    sessions = providers.Singleton(MemorySessionStore)
    internal_stages = providers.Resource(_memory_stages, clock)
    stages = providers.Singleton(ExternalStageStore, internal_stages, providers.Callable(external_options, settings))
    engine = providers.Resource(duckdb_engine, settings, None, internal_stages)
    identity = providers.Singleton(RandomIdentity, clock)
    tracer = providers.Resource(tracer, settings)
    sample_data = providers.Singleton(TpchgenSampleData)


class EphemeralDeployment(containers.DeclarativeContainer):
    """The core in memory."""

    settings = providers.Dependency(instance_of=Settings)
    adapters = providers.Container(MemoryAdapters, settings=settings)
    core = providers.Container(UseCaseContainer, settings=settings, adapters=adapters)
