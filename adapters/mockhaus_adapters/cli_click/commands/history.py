"""`mockhaus history`: the statements of the past."""

from __future__ import annotations

import click

from mockhaus.domain.history.record import QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_adapters.cli_click.client.opening import Target, opened
from mockhaus_adapters.cli_click.failing import reported
from mockhaus_adapters.cli_click.launching import Launcher
from mockhaus_adapters.cli_click.listings import history_table
from mockhaus_adapters.cli_click.options import format_option, target_options
from mockhaus_adapters.cli_click.printing import print_rows


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="Most statements shown.")
@click.option(
    "--status",
    type=click.Choice([item.value for item in QueryStatus], case_sensitive=False),
    help="Only statements that ended so.",
)
@click.option("--text", help="Only statements that contain this text.")
@click.option("--session", "session_id", help="Only statements of this session.")
@click.option("--user", help="Only statements of this user.")
@click.option("--kind", help="Only statements of this kind, such as SELECT.")
@format_option
@target_options
@click.pass_obj
def history(  # noqa: PLR0913 - one parameter for each option
    launcher: Launcher,
    *,
    limit: int,
    status: str | None,
    text: str | None,
    session_id: str | None,
    user: str | None,
    kind: str | None,
    style: str,
    url: str | None,
    config: str | None,
    data_dir: str | None,
) -> None:
    """Show the statements that ran, the newest first."""
    selection = HistorySelection(
        limit=limit,
        status=QueryStatus(status.upper()) if status else None,
        text=text,
        session_id=session_id,
        user=user,
        kind=kind,
    )
    with reported(), opened(launcher, Target(url=url, config=config, data_dir=data_dir)) as client:
        table = history_table(client.history(selection))
    print_rows(table.columns, table.rows, style)
