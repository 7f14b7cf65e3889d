"""Staged files in FROM: their records as the relation that a plan reads.

Follows https://docs.snowflake.com/en/user-guide/querying-stage. All files that a location names are read into one
relation of the session before the plan runs, so what the plan sees does not change while it runs.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockhaus.application.catalog_stages import query_layers
from mockhaus.application.file_records import FileReader, FileRecords, FoundError
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, matching, queried_area
from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError
from mockhaus.ports.engine import QueryRelation
from mockhaus.translation.loading import readers
from mockhaus.translation.loading.formats import FileFormatSettings, file_format, merged
from mockhaus.translation.staged import StagedRows, columns, staged_rows_of

_RETRIED = frozenset({Category.DATA, Category.INTERNAL, Category.LIMIT})


def engine_name(provided: str) -> str | None:
    """The engine's name for a relation of staged files; None for what is none."""
    asked = staged_rows_of(provided)
    return asked.relation if asked else None


def provide(run: StatementRun, provided: str) -> bool:
    """Read staged files into the relation that a plan names; false where the name is not that of such a relation."""
    asked = staged_rows_of(provided)
    if asked is None:
        return False
    area = queried_area(run, asked.location)
    settings = file_format(*merged(query_layers(run.names(), asked.file_format, area.stage)))
    _Reading(run, asked, area, settings).provide()
    return True


class _Reading:
    """Reads the files of one relation."""

    def __init__(self, run: StatementRun, asked: StagedRows, area: StageArea, settings: FileFormatSettings) -> None:
        self._run = run
        self._asked = asked
        self._settings = settings
        self._scratch = f"scratch-{run.query_id}-{asked.relation}"
        files = run.services.stages.list(area.location, asked.location.path)
        self._readers = [
            FileReader(run, area, file, settings, self._scratch) for file in matching(run, files, asked.pattern, area)
        ]

    def provide(self) -> None:
        """Fill the relation: by the engine's readers first, where an error of theirs can be undone."""
        try:
            if self._run.session.transaction is None:
                try:
                    self._fill([self._records(reader, place) for place, reader in enumerate(self._readers)])
                except SnowflakeError as error:
                    if error.error.category not in _RETRIED or error.error is ErrorCode.CANCELLED:
                        raise
                else:
                    return
            self._fill([self._prepared(reader, place) for place, reader in enumerate(self._readers)])
        finally:
            self._run.services.stages.remove_location(self._scratch)

    def _fill(self, relations: Sequence[str]) -> None:
        sql = " UNION ALL ".join(relations) if relations else self._nothing()
        self._run.session.engine.provide(QueryRelation(self._asked.relation, sql))

    def _nothing(self) -> str:
        names = (column.engine_name for column in columns(self._settings.kind, self._asked.width))
        return f"SELECT {', '.join(f'NULL AS {name}' for name in names)} WHERE false"

    def _records(self, reader: FileReader, place: int) -> str:
        self._run.check_cancelled()
        if not reader.engine_can_read():
            return self._prepared(reader, place)
        return self._chosen(reader, reader.plain(None))

    def _prepared(self, reader: FileReader, place: int) -> str:
        self._run.check_cancelled()
        records = reader.prepared(str(place), self._asked.width)
        if records.prepared is not None and records.prepared.first is not None:
            raise _failure(reader, records.prepared.first)
        return self._chosen(reader, records)

    def _chosen(self, reader: FileReader, records: FileRecords) -> str:
        """The columns that the plan knows, in its order."""
        relation = reader.with_metadata(records, self._asked.width)
        names = [column.engine_name for column in columns(self._settings.kind, self._asked.width)]
        if records.broken:
            again = readers.document("s.raw", self._settings)
            names[0] = f"CASE WHEN {records.broken} THEN {again} ELSE s.c1 END AS c1"
        return f"SELECT {', '.join(names)} FROM ({relation}) AS s"


def _failure(reader: FileReader, first: FoundError) -> SnowflakeError:
    field = max(first.error.field, 1)
    told = SnowflakeError(
        ErrorCode.LOAD_FAILED,
        detail=first.error.message,
        file=reader.shown,
        line=first.line,
        character=first.error.character,
        row=first.row,
        column_name=f'"TRANSIENT_STAGE_TABLE"["${field}":{field}]',
    )
    return SnowflakeError.worded(first.error.error.code, first.error.error.sqlstate, told.message)
