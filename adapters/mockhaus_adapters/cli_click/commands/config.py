"""`mockhaus config`: the settings in force, what is wrong with a file, and an example of one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import click

from mockhaus.domain import types
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.failing import CONFIGURATION_WRONG, reported
from mockhaus_adapters.cli_click.formats import WRITERS
from mockhaus_adapters.cli_click.launching import Launcher, LaunchError, LaunchOptions, SettingShown
from mockhaus_adapters.cli_click.options import place_options

_COLUMNS = tuple(ResultColumn(name, types.VARCHAR) for name in ("SETTING", "VALUE", "FROM"))


@click.group()
def config() -> None:
    """Look at settings: those in force, those of a file, and those that there are."""


@config.command()
@click.option("--format", "style", type=click.Choice(("table", "json", "csv")), default="table", show_default=True)
@place_options
@click.pass_obj
def show(launcher: Launcher, *, style: str, config: str | None, data_dir: str | None) -> None:
    """Show the settings in force and where each came from; passwords are hidden."""
    with reported():
        settings = launcher.settings(LaunchOptions(config=config, data_dir=data_dir))
    click.echo(_WRITERS[style](settings), nl=False)


@config.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False))
@click.option("--config", "option", type=click.Path(exists=True, dir_okay=False), help="The file, as an option.")
@click.pass_obj
def check(launcher: Launcher, *, file: str | None, option: str | None) -> None:
    """Tell what is wrong with a file of settings and with the environment, one problem a line.

    The exit code is 1 where something is.
    """
    try:
        settings = launcher.settings(LaunchOptions(config=file or option))
    except LaunchError as error:
        click.echo("\n".join(error.problems), err=True)
        raise click.exceptions.Exit(CONFIGURATION_WRONG) from error
    changed = sum(setting.origin != "default" for setting in settings)
    click.echo(f"nothing is wrong; {changed} of {len(settings)} settings are not the default")


@config.command()
@click.pass_obj
def example(launcher: Launcher) -> None:
    """Print a file of all settings with their defaults and meanings."""
    click.echo(launcher.example_settings(), nl=False)


def _cells(settings: Sequence[SettingShown]) -> list[tuple[str, str, str]]:
    return [(setting.name, "" if setting.value is None else str(setting.value), setting.origin) for setting in settings]


def _json(settings: Sequence[SettingShown]) -> str:
    found = {setting.name: {"value": setting.value, "from": setting.origin} for setting in settings}
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


_WRITERS: dict[str, Callable[[Sequence[SettingShown]], str]] = {
    "table": lambda settings: "".join(WRITERS["table"](_COLUMNS, [_cells(settings)])),
    "csv": lambda settings: "".join(WRITERS["csv"](_COLUMNS, [_cells(settings)])),
    "json": _json,
}
