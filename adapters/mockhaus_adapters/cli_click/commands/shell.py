"""`mockhaus shell`: statements and answers, at a terminal or from a script."""

from __future__ import annotations

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.client.protocol import Client, Context
from mockhaus_adapters.cli_click.failing import STATEMENT_FAILED, reported
from mockhaus_adapters.cli_click.interrupting import Interruptible
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import context_options, format_option, target_options
from mockhaus_adapters.cli_click.variables import definition

if TYPE_CHECKING:
    from mockhaus_adapters.cli_click.shell.settings import ShellSettings


@click.command()
@click.option("--file", "-f", type=click.File("r", encoding="utf-8"), help="Carry out a script, and end.")
@click.option(
    "--variable",
    "-D",
    "definitions",
    multiple=True,
    metavar="NAME=VALUE",
    help="Define a variable, and turn variable_substitution on. May be given several times.",
)
@click.option(
    "--history-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where input is kept.  [default: mockhaus/history in $XDG_STATE_HOME, which is ~/.local/state]",
)
@format_option
@context_options
@target_options
@click.pass_obj
def shell(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    file: TextIO | None,
    definitions: tuple[str, ...],
    history_file: Path | None,
    style: str,
    database: str | None,
    schema: str | None,
    role: str | None,
    warehouse: str | None,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """Carry out statements as they are typed, in one session; commands begin with ! and !help lists them.

    Ctrl-C cancels the running statement, Ctrl-D ends the shell. Input that is no terminal is a script: its first error
    ends it, unless it begins with !set exit_on_error=off.
    """
    from mockhaus_adapters.cli_click.shell.settings import ShellSettings  # noqa: PLC0415 - start-up stays light

    interactive = file is None and sys.stdin.isatty() and sys.stdout.isatty()
    context = Context(database=database, schema=schema, role=role, warehouse=warehouse)
    with reported():
        variables = dict(map(definition, definitions))
        settings = ShellSettings(
            output_format=style, variable_substitution=bool(variables), exit_on_error=not interactive
        )
        with opened(launcher, Target(url=url, config=config, data_dir=data_dir), context) as client:
            place = url or launcher.data_folder(LaunchOptions(config=config, data_dir=data_dir)) or "memory"
            _run(client, settings, variables, None if interactive else file or sys.stdin, history_file, place)


def _run(
    client: Client,
    settings: ShellSettings,
    variables: dict[str, str],
    script: TextIO | None,
    history_file: Path | None,
    place: str,
) -> None:
    """A script, or where there is none, a conversation."""
    from mockhaus_adapters.cli_click.shell.commands import COMMANDS  # noqa: PLC0415 - start-up stays light
    from mockhaus_adapters.cli_click.shell.session import Shell  # noqa: PLC0415

    with Interruptible(client.cancel) as work:
        context = work.call(client.keep_session)
        running = Shell(client, work, settings=settings, commands=COMMANDS, context=context, interactive=script is None)
        running.variables.update(variables)
        try:
            if script is not None:
                running.run(script)
            else:
                from mockhaus_adapters.cli_click.shell.prompting import interact  # noqa: PLC0415

                click.echo(f"Mockhaus {version('mockhaus')} on {place}. !help shows the commands, Ctrl-D ends.")
                interact(running, history_file or _default_history())
        finally:
            running.screen.redirect(None)
    if running.failed and script is not None:
        raise click.exceptions.Exit(STATEMENT_FAILED)


def _default_history() -> Path:
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "mockhaus" / "history"
