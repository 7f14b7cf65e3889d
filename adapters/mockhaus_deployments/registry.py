"""What the command line can start, by options: it knows commands, not containers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mockhaus.application.use_cases import UseCases
from mockhaus.ports.client_files import ClientFiles
from mockhaus_adapters.cli_click.launching import LaunchError, LaunchOptions
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from mockhaus_deployments.settings import ConfigurationError, Settings, load

DEFAULT_FOLDER = "mockhaus-data"
"""The data folder of the command line, where nothing names one."""


def settings_of(options: LaunchOptions) -> Settings:
    """The settings that flags, the file and the environment give; LaunchError where they cannot be used."""
    flags: dict[str, Any] = {
        "data_dir": options.data_dir,
        "server": {"host": options.host, "port": options.port},
        "sessions": {
            "database": options.database,
            "schema": options.schema,
            "role": options.role,
            "warehouse": options.warehouse,
        },
    }
    file = Path(options.config) if options.config else None
    with _reported():
        settings = load(file, flags)
        if "data_dir" in settings.model_fields_set:
            return settings
        return load(file, {**flags, "data_dir": DEFAULT_FOLDER})


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except ConfigurationError as error:
        raise LaunchError(str(error)) from error


class Launchers:
    """Starts deployments for the command line."""

    @contextmanager
    def embedded(self, options: LaunchOptions) -> Iterator[UseCases]:
        """The use cases in this process."""
        from mockhaus_deployments.embedded import embedded  # noqa: PLC0415 - start-up stays light

        with _reported(), embedded(settings_of(options)) as use_cases:
            yield use_cases

    def data_folder(self, options: LaunchOptions) -> str | None:
        """The data folder that would be used; None for memory."""
        folder = settings_of(options).data_dir
        return None if folder is None else str(folder)

    def client_files(self) -> ClientFiles:
        """The files of this machine, in the name of whoever runs the command."""
        return LocalClientFiles()

    def serve(self, options: LaunchOptions, on_ready: Callable[[str], None]) -> None:
        """A server until a signal ends it."""
        from mockhaus_deployments.server import serve  # noqa: PLC0415 - start-up stays light

        with _reported():
            serve(settings_of(options), on_ready)

    @contextmanager
    def background_server(self, options: LaunchOptions) -> Iterator[tuple[str, UseCases]]:
        """A server beside the caller; its base URL, and its use cases."""
        from mockhaus_deployments.server import background_server  # noqa: PLC0415 - start-up stays light

        with _reported(), background_server(settings_of(options)) as started:
            yield started
