"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

from mockhaus_adapters.cli_click.client.credentials import (
    PASSWORD_VARIABLE,
    USER_VARIABLE,
    keep_password,
    keep_user,
)
from mockhaus_adapters.cli_click.formats import FORMATS

F = TypeVar("F", bound=Callable[..., Any])

_CONTEXT = (
    click.option("--database", "-d", help="Current database."),
    click.option("--schema", "-s", help="Current schema."),
    click.option("--role", "-r", help="Current role."),
    click.option("--warehouse", "-w", help="Current warehouse."),
)
_PLACE = (
    click.option("--config", type=click.Path(exists=True, dir_okay=False), help="A YAML file of settings."),
    click.option(
        "--data-dir",
        help="The data folder, or :memory: to keep nothing.  [default: mockhaus-data]",
    ),
)
_URL = click.option(
    "--url", metavar="URL", help="Work in the server at this address, such as http://127.0.0.1:8084, not in a folder."
)

_CREDENTIALS = (
    click.option(
        "--login",
        metavar="NAME",
        envvar=USER_VARIABLE,
        expose_value=False,
        callback=keep_user,
        help=f"The user to be at the server of --url.  [environment: {USER_VARIABLE}]",
    ),
    click.option(
        "--password",
        metavar="TEXT",
        envvar=PASSWORD_VARIABLE,
        expose_value=False,
        callback=keep_password,
        help=f"Their password; a terminal is asked for it where it is not given.  [environment: {PASSWORD_VARIABLE}]",
    ),
)


def _all(options: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    return lambda command: reduce(lambda decorated, option: option(decorated), reversed(options), command)


context_options: Callable[[F], F] = _all(_CONTEXT)
"""--database, --schema, --role and --warehouse."""

place_options: Callable[[F], F] = _all(_PLACE)
"""--config and --data-dir."""

target_options: Callable[[F], F] = _all((_URL, *_CREDENTIALS, *_PLACE))
"""--url, --login, --password, --config and --data-dir."""

format_option: Callable[[F], F] = click.option(
    "--format", "style", type=click.Choice(FORMATS), default="table", show_default=True, help="How results are shown."
)
"""--format."""
