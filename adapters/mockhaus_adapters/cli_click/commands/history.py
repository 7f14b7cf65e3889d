"""`mockhaus history`: the statements of the past."""

from __future__ import annotations

import click

from mockhaus.domain import types
from mockhaus.domain.history.record import QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.sessions.parameters import SessionParameters
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher, LaunchOptions
from mockhaus_adapters.cli_click.options import place_options
from mockhaus_adapters.cli_click.output import FORMATS, WRITERS

_COLUMNS = (
    ResultColumn("START_TIME", types.TIMESTAMP_TZ),
    ResultColumn("STATUS", types.VARCHAR),
    ResultColumn("MILLISECONDS", types.number(18, 1)),
    ResultColumn("ROWS", types.number(18)),
    ResultColumn("QUERY_ID", types.VARCHAR),
    ResultColumn("QUERY_TEXT", types.VARCHAR),
    ResultColumn("ERROR", types.VARCHAR),
)


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Most statements shown.")
@click.option("--status", type=click.Choice([item.value for item in QueryStatus], case_sensitive=False))
@click.option("--text", help="Only statements that contain this text.")
@click.option("--format", "style", type=click.Choice(FORMATS), default="table", show_default=True)
@place_options
@click.pass_obj
def history(
    launcher: Launcher,
    *,
    limit: int,
    status: str | None,
    text: str | None,
    style: str,
    config: str | None,
    data_dir: str | None,
) -> None:
    """Show the statements that ran, the newest first."""
    selection = HistorySelection(limit=limit, status=QueryStatus(status.upper()) if status else None, text=text)
    with reported(), launcher.embedded(LaunchOptions(config=config, data_dir=data_dir)) as use_cases:
        rows = [
            (
                record.started_at,
                record.status.value,
                round(record.total_ms, 1),
                record.rows_produced,
                record.query_id,
                record.text,
                record.error_message,
            )
            for record in use_cases.history(selection)
        ]
    click.echo(WRITERS[style](_COLUMNS, rows, SessionParameters()), nl=False)
