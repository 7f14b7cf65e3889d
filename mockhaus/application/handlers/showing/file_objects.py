"""SHOW STAGES and SHOW FILE FORMATS."""

from __future__ import annotations

import json

from mockhaus.application import format_settings
from mockhaus.application.handlers.showing.listing import chosen, object_name, result, seen_in, where, yes
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import FileFormat, Stage
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show

_CLOUDS = {"s3": "AWS", "s3compat": "AWS", "gcs": "GCP", "azure": "AZURE"}


def stages(statement: Show, run: StatementRun) -> Outcome:
    """SHOW STAGES."""
    items = chosen(statement, (seen for seen in seen_in(statement, run) if isinstance(seen.item, Stage)), object_name)
    return result(
        "created_on name database_name schema_name url has_credentials has_encryption_key owner comment region type "
        "cloud notification_channel storage_integration endpoint owner_role_type directory_enabled",
        (_stage_row(seen, seen.item) for seen in items if isinstance(seen.item, Stage)),
    )


def _stage_row(seen: Seen, stage: Stage) -> Row:
    return (
        stage.created_at,
        stage.name,
        *where(seen),
        stage.url,
        yes(bool(stage.credentials)),
        yes("KMS_KEY_ID" in dict(stage.encryption)),
        stage.owner,
        stage.comment,
        None,
        _stage_type(stage),
        _CLOUDS.get(stage.url.partition("://")[0]),
        None,
        stage.integration or None,
        stage.endpoint or None,
        "ROLE",
        yes(stage.directory_enabled),
    )


def _stage_type(stage: Stage) -> str:
    place = "EXTERNAL" if stage.url else "INTERNAL"
    return f"{place} TEMPORARY" if stage.temporary else place


def file_formats(statement: Show, run: StatementRun) -> Outcome:
    """SHOW FILE FORMATS."""
    items = chosen(
        statement, (seen for seen in seen_in(statement, run) if isinstance(seen.item, FileFormat)), object_name
    )
    return result(
        "created_on name database_name schema_name type owner comment format_options owner_role_type",
        (_format_row(seen, seen.item) for seen in items if isinstance(seen.item, FileFormat)),
    )


def _format_row(seen: Seen, item: FileFormat) -> Row:
    values = dict(item.settings)
    options = {
        setting.name: format_settings.shown(setting, values)
        for setting in format_settings.settings_of(item.format_type)
    }
    return (
        item.created_at,
        item.name,
        *where(seen),
        item.format_type,
        item.owner,
        item.comment,
        json.dumps(options, separators=(",", ":")),
        "ROLE",
    )
