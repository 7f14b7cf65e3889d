"""The demonstration: a server, sample data, files, and queries over HTTP, with what they show."""

from __future__ import annotations

import time
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.cli_click import demo_script
from mockhaus_adapters.cli_click.failing import STATEMENT_FAILED
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.rest_client import RestClient, RestError

_NUMBERS = frozenset({"NUMBER", "FLOAT"})
_NARROWEST = 100
_WIDEST_RESULT = 6


def demonstrate(launcher: Launcher, options: LaunchOptions, scale: float) -> None:
    """Run all of it."""
    console = Console(width=max(Console().width, _NARROWEST))
    with launcher.background_server(options) as (url, use_cases):
        console.print(f"A Mockhaus server answers at {url}\n", highlight=False)
        sample_schema = _install_samples(console, use_cases, scale)
        client = RestClient(url)
        try:
            _load_files(console, client)
            for step in demo_script.steps(sample_schema):
                _show(console, client, step)
        except RestError as error:
            click.echo(str(error), err=True)
            raise click.exceptions.Exit(STATEMENT_FAILED) from error
        finally:
            client.close()
    _say_what_next(console, launcher.data_folder(options))


def _install_samples(console: Console, use_cases: UseCases, scale: float) -> str:
    began = time.perf_counter()
    schema = ""
    rows = 0
    for table, count in use_cases.sample_data(scale):
        schema, _, name = table.rpartition(".")
        rows += count
        console.print(f"  {name:<10}{count:>12,} rows", highlight=False)
    seconds = time.perf_counter() - began
    console.print(
        f"TPC-H at scale {scale:g} installed as {schema}: {rows:,} rows in {seconds:.1f} s\n", highlight=False
    )
    return schema


def _load_files(console: Console, client: RestClient) -> None:
    client.query(demo_script.SETUP)
    for name, content in demo_script.FILES.items():
        client.upload(demo_script.STAGE, name, content.encode())
    for sql in demo_script.LOADS:
        _show(console, client, demo_script.Step("COPY INTO, from a file on a stage", sql))


def _show(console: Console, client: RestClient, step: demo_script.Step) -> None:
    began = time.perf_counter()
    answer = client.query(step.sql, database="DEMO", row_format="arrays")
    took = (time.perf_counter() - began) * 1_000
    console.rule(Text(step.title, style="bold"), align="left")
    console.print(Text(step.sql, style="dim"))
    console.print(_table(answer))
    inside = float(answer["execution_time"]) * 1_000
    rows = "1 row" if answer["row_count"] == 1 else f"{answer['row_count']} rows"
    console.print(f"{rows}, {inside:.1f} ms in the server, {took:.1f} ms over HTTP\n", highlight=False)


def _table(answer: dict[str, Any]) -> Table:
    """The answer as a table; of a wide one, the first columns."""
    table = Table(box=box.SIMPLE_HEAD)
    for column in answer["columns"][:_WIDEST_RESULT]:
        table.add_column(Text(column["name"]), justify="right" if column["type"] in _NUMBERS else "left")
    for row in answer["data"]:
        table.add_row(*(Text(_shown(value)) for value in row[:_WIDEST_RESULT]))
    return table


def _shown(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value).upper() if isinstance(value, bool) else str(value)


def _say_what_next(console: Console, data_dir: str | None) -> None:
    if data_dir is None:
        console.print("Nothing was kept. Without --data-dir :memory: the data stays, to be served and queried.")
        return
    console.print(
        Text.assemble(
            ("What next\n", "bold"),
            f"  mockhaus serve --data-dir {data_dir}\n",
            f'  mockhaus query --data-dir {data_dir} -d DEMO "SELECT * FROM products"\n',
            '  curl -s http://127.0.0.1:8084/api/v1/query -d \'{"sql": "SELECT CURRENT_VERSION()"}\'\n',
        )
    )
