"""`mockhaus query`: run statements."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.client.protocol import Client, Context
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.interrupting import Interruptible
from mockhaus_adapters.cli_click.launching import Launcher
from mockhaus_adapters.cli_click.options import context_options, format_option, target_options
from mockhaus_adapters.cli_click.printing import print_result
from mockhaus_adapters.cli_click.variables import definition, substituted


@click.command()
@click.argument("sql", required=False)
@click.option("--file", "-f", type=click.File("r", encoding="utf-8"), help="Read the statements from a file.")
@click.option(
    "--variable",
    "-D",
    "definitions",
    multiple=True,
    metavar="NAME=VALUE",
    help="Put VALUE wherever the SQL has &NAME or &{NAME}; && is then a plain ampersand. May be given several times.",
)
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds that a statement may take.")
@format_option
@context_options
@target_options
@click.pass_obj
def query(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    sql: str | None,
    file: TextIO | None,
    definitions: tuple[str, ...],
    timeout: float | None,
    style: str,
    database: str | None,
    schema: str | None,
    role: str | None,
    warehouse: str | None,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """Run SQL, given as an argument, in a file, or on standard input; print each statement's result.

    The first statement that fails ends the run; what was done before it stays done.
    """
    text = _text(sql, file)
    target = Target(url=url, config=config, data_dir=data_dir)
    context = Context(database=database, schema=schema, role=role, warehouse=warehouse)
    with reported():
        if definitions:
            text = substituted(text, dict(map(definition, definitions)))
        with opened(launcher, target, context) as client:
            _run(client, text, timeout=timeout, style=style)


def _text(sql: str | None, file: TextIO | None) -> str:
    if sql is not None and file is not None:
        raise click.UsageError("give SQL as an argument or with --file, not both")
    if sql is not None and sql != "-":
        return sql
    if file is not None:
        return file.read()
    if sql is None and sys.stdin.isatty():
        raise click.UsageError("give SQL as an argument, with --file, or on standard input")
    return sys.stdin.read()


def _run(client: Client, text: str, *, timeout: float | None, style: str) -> None:
    with Interruptible(client.cancel) as work:
        try:
            for result in work.each(client.execute(text, timeout=timeout)):
                print_result(result, work.each(result.batches()), style)
                work.check()
        except SnowflakeError:
            work.check()
            raise
