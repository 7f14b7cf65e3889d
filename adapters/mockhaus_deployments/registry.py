"""What the command line can start, by options: it knows commands, not containers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mockhaus.application.use_cases import UseCases
from mockhaus.ports.client_files import ClientFiles
from mockhaus_adapters.cli_click.launching import LaunchError, LaunchOptions, SettingShown
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from mockhaus_deployments.settings import ConfigurationError, Effective, effective
from mockhaus_deployments.settings.sources import CONFIG_VARIABLE

DEFAULT_FOLDER = "mockhaus-data"
"""The data folder of the command line, where nothing names one."""


def effective_of(options: LaunchOptions) -> Effective:
    """The settings that the file, the environment and flags give; LaunchError where they cannot be used."""
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
    with _reported():
        return effective(_file(options), flags, defaults={"data_dir": DEFAULT_FOLDER})


def _file(options: LaunchOptions) -> Path | None:
    name = options.config or os.environ.get(CONFIG_VARIABLE)
    return Path(name) if name else None


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except ConfigurationError as error:
        raise LaunchError(error.problems) from error


class Launchers:
    """Starts deployments for the command line."""

    @contextmanager
    def embedded(self, options: LaunchOptions) -> Iterator[UseCases]:
        """The use cases in this process."""
        from mockhaus_deployments.embedded import embedded  # noqa: PLC0415 - start-up stays light

        with _reported(), embedded(effective_of(options).settings) as use_cases:
            yield use_cases

    def data_folder(self, options: LaunchOptions) -> str | None:
        """The data folder that would be used; None for memory."""
        folder = effective_of(options).settings.data_dir
        return None if folder is None else str(folder)

    def settings(self, options: LaunchOptions) -> Sequence[SettingShown]:
        """Every setting in force, without secrets."""
        return [SettingShown(item.name, item.value, item.origin) for item in effective_of(options).shown()]

    def example_settings(self) -> str:
        """A file of all settings with their defaults and meanings, as YAML."""
        from mockhaus_deployments.settings.documents import example  # noqa: PLC0415 - start-up stays light

        return example()

    def client_files(self) -> ClientFiles:
        """The files of this machine, in the name of whoever runs the command."""
        return LocalClientFiles()

    def serve(self, options: LaunchOptions, on_ready: Callable[[str], None]) -> None:
        """A server until a signal ends it."""
        from mockhaus_deployments.server import serve  # noqa: PLC0415 - start-up stays light

        with _reported():
            serve(effective_of(options).settings, on_ready)

    @contextmanager
    def background_server(self, options: LaunchOptions) -> Iterator[tuple[str, UseCases]]:
        """A server beside the caller; its base URL, and its use cases."""
        from mockhaus_deployments.server import background_server  # noqa: PLC0415 - start-up stays light

        with _reported(), background_server(effective_of(options).settings) as started:
            yield started
