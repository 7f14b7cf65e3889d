"""The embedded deployment: the use cases in this process, on a data folder or in memory, without HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dependency_injector import containers, providers

from mockhaus.application.use_cases import UseCases
from mockhaus_deployments.adapters import FolderAdapters, MemoryAdapters
from mockhaus_deployments.settings import Settings
from mockhaus_deployments.use_cases import UseCaseContainer


class FolderDeployment(containers.DeclarativeContainer):
    """The core on a data folder, its metadata in SQLite or PostgreSQL."""

    settings = providers.Dependency(instance_of=Settings)
    adapters = providers.Container(FolderAdapters, settings=settings)
    core = providers.Container(UseCaseContainer, settings=settings, adapters=adapters)


class EphemeralDeployment(containers.DeclarativeContainer):
    """The core in memory: for tests, and for trying things out."""

    settings = providers.Dependency(instance_of=Settings)
    adapters = providers.Container(MemoryAdapters, settings=settings)
    core = providers.Container(UseCaseContainer, settings=settings, adapters=adapters)


Deployment = FolderDeployment | EphemeralDeployment


def deployment(settings: Settings) -> Deployment:
    """The container that settings ask for, not started."""
    if settings.data_dir is None:
        return EphemeralDeployment(settings=settings)
    return FolderDeployment(settings=settings)


@contextmanager
def running(container: Deployment) -> Iterator[UseCases]:
    """Start a deployment, and stop it in order: sessions, history, watchdog, then what the adapters hold."""
    try:
        container.check_dependencies()
        container.init_resources()
        core = container.core
        use_cases: UseCases = core.use_cases()
        try:
            yield use_cases
        finally:
            use_cases.sessions.shut_down()
            core.journal().close()
            core.watchdog().close()
    finally:
        container.shutdown_resources()


@contextmanager
def embedded(settings: Settings) -> Iterator[UseCases]:
    """The use cases of a deployment, for as long as the context lasts."""
    with running(deployment(settings)) as use_cases:
        yield use_cases
