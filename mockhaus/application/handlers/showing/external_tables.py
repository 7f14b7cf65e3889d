"""SHOW EXTERNAL TABLES: https://docs.snowflake.com/en/sql-reference/sql/show-external-tables."""

from __future__ import annotations

from dataclasses import dataclass

from mockhaus.application.catalog_stages import found_format, found_stage
from mockhaus.application.external_tables import format_type, stage_location
from mockhaus.application.handlers.showing.listing import CREATED, chosen, object_name, result, seen_in, where
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import ExternalTable, Stage
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show
from mockhaus.domain.types import BOOLEAN
from mockhaus.translation.cursor import named

_CLOUDS = {"s3": "AWS", "s3compat": "AWS", "gcs": "GCP", "azure": "AZURE"}
_HEADINGS = (
    "created_on name database_name schema_name invalid invalid_reason owner comment stage location file_format_name "
    "file_format_type cloud region notification_channel last_refreshed_on table_format last_refresh_details "
    "owner_role_type"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a table's definition refers to, as far as it is there, and why it cannot be used where it is not."""

    stage: Stage | None
    format_type: str | None
    missing: str | None


def external_tables(statement: Show, run: StatementRun) -> Outcome:
    """SHOW EXTERNAL TABLES."""
    found = (seen for seen in seen_in(statement, run) if isinstance(seen.item, ExternalTable))
    items = chosen(statement, found, object_name)
    if statement.terse:
        rows = ((seen.item.created_at, seen.item.name, "EXTERNAL_TABLE", *where(seen)) for seen in items)
        return result("created_on name kind database_name schema_name", rows)
    return result(
        _HEADINGS,
        (_row(run, seen, seen.item) for seen in items if isinstance(seen.item, ExternalTable)),
        invalid=BOOLEAN,
        last_refreshed_on=CREATED,
    )


def _row(run: StatementRun, seen: Seen, table: ExternalTable) -> Row:
    place = _place(run, table)
    return (
        table.created_at,
        table.name,
        *where(seen),
        place.missing is not None,
        place.missing,
        table.owner,
        table.comment,
        table.stage,
        f"{place.stage.url.rstrip('/')}/{table.path}" if place.stage else None,
        named(table.file_format).name if table.file_format else "",
        place.format_type,
        _CLOUDS.get(place.stage.url.partition("://")[0]) if place.stage else None,
        None,
        None,
        table.refreshed_at,
        "UNSPECIFIED",
        None,
        "ROLE",
    )


def _place(run: StatementRun, table: ExternalTable) -> _Place:
    name = stage_location(table).name
    assert name is not None  # noqa: S101 - an external table is on a named stage
    stage, kind, missing = None, None, None
    try:
        stage = found_stage(run.names(), name)
    except SnowflakeError:
        missing = f"Stage '{table.stage}' does not exist or not authorized."
    try:
        if table.file_format:
            found_format(run.names(), named(table.file_format))
        kind = format_type(run, table)
    except SnowflakeError:
        missing = missing or f"File format '{table.file_format}' does not exist or not authorized."
    return _Place(stage, kind, missing)
