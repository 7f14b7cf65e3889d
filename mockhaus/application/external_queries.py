"""External tables in FROM: the records of their registered files as the relation that a plan reads.

Follows https://docs.snowflake.com/en/user-guide/tables-external-intro. Where a file cannot be read, the rows before the
error count, and the next file is read; a file that is not there any more is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mockhaus.application.external_tables import file_settings, found_external_table, provide_files, stage_location
from mockhaus.application.file_records import FileReader, FileRecords
from mockhaus.application.file_registration import Registering, files_below, is_fresh
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import queried_area
from mockhaus.domain.catalog.objects import ExternalTable, RegisteredFile
from mockhaus.domain.errors import Category, ErrorCode, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import QueryRelation
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.external import PLACE, PLACE_TYPE, RECORD_COLUMNS, ExternalRows, external_rows_of
from mockhaus.translation.loading import readers
from mockhaus.translation.loading.readers import literal

_RETRIED = frozenset({Category.DATA, Category.INTERNAL, Category.LIMIT})


def engine_name(provided: str) -> str | None:
    """The engine's name for a relation of an external table's records; None for what is none."""
    asked = external_rows_of(provided)
    return asked.relation if asked else None


def provide(run: StatementRun, provided: str) -> bool:
    """Read files of an external table into the relation that a plan names; false where it names no such relation."""
    asked = external_rows_of(provided)
    if asked is None:
        return False
    table = _current(run, asked.table)
    _Reading(run, table, asked.relation, _selected(run, table, asked)).provide()
    return True


def _current(run: StatementRun, name: QualifiedName) -> ExternalTable:
    """The table with the files that it has now: one with AUTO_REFRESH is refreshed when it is read.

    In a transaction that is not kept, for it would end the transaction.
    """
    table = found_external_table(run, name)
    if not table.auto_refresh:
        return table
    found = files_below(run, table)
    if is_fresh(table, found):
        return table
    if run.session.transaction is not None:
        return Registering(run, name, table).refresh(found).table
    with run.changing():
        table = found_external_table(run, name)
        refreshed = Registering(run, name, table).refresh(found).table
        database = run.names().find_database(name.parts[0])
        assert database is not None  # noqa: S101 - the table is in it
        run.services.catalog.apply(run.session.engine, database.database, put=[refreshed])
    return refreshed


def _selected(run: StatementRun, table: ExternalTable, asked: ExternalRows) -> Sequence[RegisteredFile]:
    """The files that can hold wanted rows."""
    if not asked.selection or not table.files:
        return table.files
    relation = provide_files(run, asked.table, table, table.files)
    rows = run.session.engine.query(asked.selection, (ResultColumn(PLACE, PLACE_TYPE),), run.parameters())
    try:
        places = sorted(int(str(row[0])) for row in rows.fetch(len(table.files)))
    finally:
        rows.close()
        run.session.engine.withdraw(relation)
    return [table.files[place] for place in places]


class _Reading:
    """Reads files of one external table."""

    def __init__(self, run: StatementRun, table: ExternalTable, relation: str, files: Sequence[RegisteredFile]) -> None:
        self._run = run
        self._relation = relation
        self._settings = file_settings(run, table)
        self._scratch = f"scratch-{run.query_id}-{relation}"
        self._files = files
        area = queried_area(run, stage_location(table))
        self._readers = [FileReader(run, area, _staged(file), self._settings, self._scratch) for file in files]

    def provide(self) -> None:
        """Fill the relation: by the engine's readers first, where an error of theirs can be undone."""
        try:
            if self._run.session.transaction is None:
                try:
                    self._fill([self._plain(place) for place in range(len(self._files))])
                except SnowflakeError as error:
                    if not _may_be_the_files(error):
                        raise
                else:
                    return
            self._fill(list(self._kept()))
        finally:
            self._run.services.stages.remove_location(self._scratch)

    def _fill(self, relations: Sequence[str]) -> None:
        sql = " UNION ALL ".join(relations) if relations else _nothing()
        self._run.session.engine.provide(QueryRelation(self._relation, sql))
        for place in range(len(self._files)):
            self._run.session.engine.withdraw(self._part(place))

    def _part(self, place: int) -> str:
        return f"{self._relation}_{place}"

    def _plain(self, place: int) -> str:
        self._run.check_cancelled()
        reader = self._readers[place]
        return self._chosen(place, reader.plain(None)) if reader.engine_can_read() else self._prepared(place)

    def _kept(self) -> Iterator[str]:
        """Each file's records, read by themselves; a file that is none of the format has none."""
        for place in range(len(self._files)):
            self._run.check_cancelled()
            try:
                relation = QueryRelation(self._part(place), self._prepared(place))
                self._run.session.engine.provide(relation)
            except SnowflakeError as error:
                if error.error is ErrorCode.FILE_NOT_FOUND or error.error.category is not Category.DATA:
                    raise
            else:
                yield f'SELECT * FROM temp.main."{relation.name}"'

    def _prepared(self, place: int) -> str:
        reader = self._readers[place]
        records = reader.prepared(str(place), reader.widest() if self._settings.kind == "CSV" else None)
        first = records.prepared.first if records.prepared is not None else None
        if first is not None:
            good = f"SELECT * FROM ({records.relation}) WHERE {readers.NUMBER} < {first.row}"
            records = replace(records, relation=good)
        return self._chosen(place, records)

    def _chosen(self, place: int, records: FileRecords) -> str:
        """The columns of the relation, in their order, up to the first record that is none."""
        partition = literal(self._files[place].partition) if self._files[place].partition else "NULL"
        relation = self._readers[place].with_metadata(replace(records, relation=self._values(records)))
        if records.broken:
            relation = (
                f"SELECT * FROM (SELECT *, min(CASE WHEN {records.broken} THEN mh_row END) OVER () "
                f"AS mh_broken FROM ({relation}) AS s) WHERE mh_broken IS NULL OR mh_row < mh_broken"
            )
        names = [column.engine_name for column in RECORD_COLUMNS[:-1]]
        return f"SELECT {', '.join(names)}, CAST({partition} AS VARCHAR) AS mh_partition FROM ({relation})"

    def _values(self, records: FileRecords) -> str:
        """The records with their value, `c1`: of delimited text an object of the fields, those without NULL."""
        if self._settings.kind != "CSV":
            return records.relation
        names = sorted(f"c{place}" for place in range(1, len(records.types) + 1))
        members = ", ".join(f"'\"{name}\":' || mh_str({name})" for name in names)
        counted = f", {readers.NUMBER}" if records.number == readers.NUMBER else ""
        return f"SELECT concat('{{', concat_ws(',', {members}), '}}') AS c1{counted} FROM ({records.relation})"


def _may_be_the_files(error: SnowflakeError) -> bool:
    retried = error.error.category in _RETRIED
    return retried and error.error not in (ErrorCode.CANCELLED, ErrorCode.FILE_NOT_FOUND)


def _staged(file: RegisteredFile) -> StagedFile:
    return StagedFile(file.path, file.size, file.md5, file.modified_at)


def _nothing() -> str:
    columns = (
        f"CAST(NULL AS {_ENGINE_TYPES.get(item.engine_name, 'VARCHAR')}) AS {item.engine_name}"
        for item in RECORD_COLUMNS
    )
    return f"SELECT {', '.join(columns)} WHERE false"


_ENGINE_TYPES = {"mh_row": "BIGINT", "mh_modified": "TIMESTAMP", "mh_scanned": "TIMESTAMPTZ"}
