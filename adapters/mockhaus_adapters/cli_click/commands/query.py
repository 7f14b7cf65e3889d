"""`mockhaus query`: run statements here, without a server."""

from __future__ import annotations

import sys
from typing import TextIO

import click

from mockhaus.application.execute_statement import Execution, StatementRequest, StatementResult
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import context_options, place_options
from mockhaus_adapters.cli_click.output import FORMATS, WRITERS


@click.command()
@click.argument("sql", required=False)
@click.option("--file", "-f", type=click.File("r", encoding="utf-8"), help="Read the statements from a file.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds that a statement may take.")
@context_options
@place_options
@click.pass_obj
def query(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    sql: str | None,
    file: TextIO | None,
    style: str,
    timeout: float | None,
    config: str | None,
    data_dir: str | None,
    database: str | None,
    schema: str | None,
    role: str | None,
    warehouse: str | None,
) -> None:
    """Run SQL, given as an argument, in a file, or on standard input; print each statement's result."""
    text = _text(sql, file)
    context = SessionRequest(database=database, schema=schema, role=role, warehouse=warehouse, client="CLI")
    request = StatementRequest(sql=text, context=context, timeout=timeout, client_files=launcher.client_files())
    with reported(), launcher.embedded(LaunchOptions(config=config, data_dir=data_dir)) as use_cases:
        _run(use_cases, request, style)


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


def _run(use_cases: UseCases, request: StatementRequest, style: str) -> None:
    with use_cases.execute(request) as execution:
        for result in execution:
            _print(execution, result, style)


def _print(execution: Execution, result: StatementResult, style: str) -> None:
    rows = result.fetch_all()
    elapsed = result.elapsed_ms
    text = WRITERS[style](result.columns, rows, execution.session.context.parameters)
    result.bytes_produced = len(text.encode())
    click.echo(text, nl=False)
    if style == "table":
        plural = "" if len(rows) == 1 else "s"
        click.echo(f"{len(rows)} row{plural} ({elapsed:.1f} ms)", err=True)
