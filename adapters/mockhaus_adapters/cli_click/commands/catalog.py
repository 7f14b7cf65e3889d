"""`mockhaus databases`, `schemas`, `tables` and `describe`: what there is."""

from __future__ import annotations

import click

from mockhaus_adapters.cli_click import listings
from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.client.protocol import Context
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher
from mockhaus_adapters.cli_click.options import format_option, target_options
from mockhaus_adapters.cli_click.printing import print_rows

KINDS = ("table", "view", "database", "schema", "stage", "sequence", "file format")

_like_option = click.option("--like", metavar="PATTERN", help="Only names like this; % and _ stand for any characters.")
_database_option = click.option("--database", "-d", help="Only those of this database.")
_role_option = click.option("--role", "-r", help="Only what this role may see.")


def _show(launcher: Launcher, target: Target, context: Context, asked: listings.Shown, style: str) -> None:
    with reported(), opened(launcher, target, context) as client:
        listing = listings.shown(client, asked)
    print_rows(listing.columns, listing.rows, style)


@click.command()
@_like_option
@_role_option
@format_option
@target_options
@click.pass_obj
def databases(
    launcher: Launcher,
    *,
    like: str | None,
    role: str | None,
    style: str,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """List the databases."""
    target = Target(url=url, config=config, data_dir=data_dir)
    _show(launcher, target, Context(role=role), listings.databases(like), style)


@click.command()
@_like_option
@_database_option
@_role_option
@format_option
@target_options
@click.pass_obj
def schemas(
    launcher: Launcher,
    *,
    like: str | None,
    database: str | None,
    role: str | None,
    style: str,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """List the schemas."""
    target = Target(url=url, config=config, data_dir=data_dir)
    _show(launcher, target, Context(database=database, role=role), listings.schemas(database, like), style)


@click.command()
@_like_option
@_database_option
@click.option("--schema", "-s", help="Only those of this schema.")
@_role_option
@format_option
@target_options
@click.pass_obj
def tables(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    like: str | None,
    database: str | None,
    schema: str | None,
    role: str | None,
    style: str,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """List the tables and views."""
    if schema is not None and database is None:
        raise click.UsageError("--schema needs --database")
    target = Target(url=url, config=config, data_dir=data_dir)
    context = Context(database=database, schema=schema, role=role)
    _show(launcher, target, context, listings.tables(database, schema, like), style)


@click.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="table", show_default=True, help="What NAME is.")
@click.option("--database", "-d", help="Current database.")
@click.option("--schema", "-s", help="Current schema.")
@_role_option
@format_option
@target_options
@click.pass_obj
def describe(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    name: str,
    kind: str,
    database: str | None,
    schema: str | None,
    role: str | None,
    style: str,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """Describe the object NAME, written as in SQL: the columns of a table or view, else its properties."""
    target = Target(url=url, config=config, data_dir=data_dir)
    context = Context(database=database, schema=schema, role=role)
    _show(launcher, target, context, listings.description(kind, name), style)
