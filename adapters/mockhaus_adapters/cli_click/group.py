"""The command group."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version

import click

from mockhaus_adapters.cli_click.commands.archive import export_folder, import_folder
from mockhaus_adapters.cli_click.commands.catalog import databases, describe, schemas, tables
from mockhaus_adapters.cli_click.commands.completion import completion
from mockhaus_adapters.cli_click.commands.config import config
from mockhaus_adapters.cli_click.commands.control import reload_, status, stop
from mockhaus_adapters.cli_click.commands.demo import demo
from mockhaus_adapters.cli_click.commands.history import history
from mockhaus_adapters.cli_click.commands.query import query
from mockhaus_adapters.cli_click.commands.sample_data import sample_data
from mockhaus_adapters.cli_click.commands.serve import serve
from mockhaus_adapters.cli_click.commands.sessions import sessions
from mockhaus_adapters.cli_click.commands.shell import shell
from mockhaus_adapters.cli_click.commands.stage import stage
from mockhaus_adapters.cli_click.launching import Launcher

_COMMANDS = (
    query,
    shell,
    serve,
    stop,
    status,
    reload_,
    databases,
    schemas,
    tables,
    describe,
    history,
    sessions,
    sample_data,
    stage,
    export_folder,
    import_folder,
    config,
    demo,
    completion,
)


def build_group(make_launcher: Callable[[], Launcher]) -> click.Group:
    """The program's commands over a launcher of deployments, which is made when a command is called."""

    @click.group(context_settings={"help_option_names": ["-h", "--help"]})
    @click.version_option(version("mockhaus"), prog_name="mockhaus")
    @click.pass_context
    def mockhaus(context: click.Context) -> None:
        """Snowflake on your own machine."""
        context.obj = make_launcher()

    for command in _COMMANDS:
        mockhaus.add_command(command)
    return mockhaus
