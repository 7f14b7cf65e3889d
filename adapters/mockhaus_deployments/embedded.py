"""Deployments in this process: the use cases without HTTP, on a data folder or in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from mockhaus.application.use_cases import UseCases
from mockhaus_deployments.settings import Settings

if TYPE_CHECKING:
    from mockhaus_deployments.ephemeral import EphemeralDeployment
    from mockhaus_deployments.folder import FolderDeployment

    Deployment = FolderDeployment | EphemeralDeployment


def deployment(settings: Settings) -> Deployment:
    """The container that settings ask for, not started. Only what it needs is imported."""
    if settings.data_dir is None:
        from mockhaus_deployments.ephemeral import EphemeralDeployment  # noqa: PLC0415 - start-up stays light

        return EphemeralDeployment(settings=settings)
    from mockhaus_deployments.folder import FolderDeployment  # noqa: PLC0415 - start-up stays light

    return FolderDeployment(settings=settings)


@contextmanager
def running(container: Deployment) -> Iterator[UseCases]:
    """Start a deployment, and stop it in order: pipes, sessions, history, watchdog, then what the adapters hold."""
    with ExitStack() as ending:
        ending.callback(container.shutdown_resources)
        container.check_dependencies()
        container.init_resources()
        core = container.core
        ending.callback(core.watchdog().close)
        ending.callback(core.journal().close)
        use_cases: UseCases = core.use_cases()
        ending.callback(use_cases.sessions.shut_down)
        pipes = core.pipes()
        ending.callback(pipes.close)
        pipes.listen()
        yield use_cases


@contextmanager
def embedded(settings: Settings) -> Iterator[UseCases]:
    """The use cases of a deployment, for as long as the context lasts."""
    with running(deployment(settings)) as use_cases:
        yield use_cases
