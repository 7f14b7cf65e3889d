"""External tables in FROM: the records of their registered files as the relation that a plan reads.

Follows https://docs.snowflake.com/en/user-guide/tables-external-intro: where a record cannot be read, the rows before
it count, and the next file is read; records with invalid UTF-8 are left out. A file that is not there any more is an
error, and so is text that cannot be read at all.
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
from mockhaus.ports.engine import QueryRelation, ViewRelation
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.external import PLACE, PLACE_TYPE, RECORD_COLUMNS, ExternalRows, external_rows_of
from mockhaus.translation.loading import readers
from mockhaus.translation.loading.formats import FileFormatSettings, holds_documents, is_columnar
from mockhaus.translation.loading.readers import literal
from mockhaus.translation.sources.external_fields import documents

_REPLACEMENT = 0xFFFD
"""What stands for bytes that are not of a file's encoding."""
_RETRIED = frozenset({Category.DATA, Category.INTERNAL, Category.LIMIT})


def engine_names(provided: str) -> tuple[str, ...]:
    """The engine's names for what an external table's records are in; none for a relation of something else."""
    asked = external_rows_of(provided)
    return (asked.relation, asked.kept) if asked else ()


def provide(run: StatementRun, provided: str) -> bool:
    """Read files of an external table into the relation that a plan names; false where it names no such relation."""
    asked = external_rows_of(provided)
    if asked is None:
        return False
    table = _current(run, asked.table)
    _Reading(run, table, asked, _selected(run, table, asked)).provide()
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

    def __init__(
        self, run: StatementRun, table: ExternalTable, asked: ExternalRows, files: Sequence[RegisteredFile]
    ) -> None:
        self._run = run
        self._asked = asked
        self._documents = documents(table.columns)
        self._settings = file_settings(run, table)
        self._scratch = f"scratch-{run.query_id}-{asked.relation}"
        self._files = files
        self._area = queried_area(run, stage_location(table))
        self._readers = [self._reader(file, self._settings) for file in files]

    def _reader(self, file: RegisteredFile, settings: FileFormatSettings) -> FileReader:
        return FileReader(self._run, self._area, _staged(file), settings, self._scratch)

    def provide(self) -> None:
        """Fill the relation: by the engine's readers first, where an error of theirs can be undone."""
        if self._settings.kind == "PARQUET":
            self._show()
            return
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

    def _show(self) -> None:
        """Let the engine read Parquet as far as the plan needs it; files that are none are left out."""
        self._view(" UNION ALL ".join(self._readable()) or self._nothing())

    def _view(self, sql: str) -> None:
        self._run.session.engine.provide(ViewRelation(self._asked.relation, sql))

    def _readable(self) -> Iterator[str]:
        for place in range(len(self._files)):
            self._run.check_cancelled()
            try:
                yield self._plain(place)
            except SnowflakeError as error:
                if not _is_of_content(error):
                    raise

    def _fill(self, relations: Sequence[str]) -> None:
        """Keep the records; every document is VALUE, which is whole anyway."""
        sql = " UNION ALL ".join(relations) or self._nothing()
        self._run.session.engine.provide(QueryRelation(self._asked.kept, sql))
        for place in range(len(self._files)):
            self._run.session.engine.withdraw(self._part(place))
        others = "".join(f", c1 AS {name}" for name in self._documents)
        self._view(f'SELECT *{others} FROM temp.main."{self._asked.kept}"')

    def _part(self, place: int) -> str:
        return f"{self._asked.relation}_{place}"

    def _plain(self, place: int) -> str:
        self._run.check_cancelled()
        reader = self._readers[place]
        if not reader.engine_can_read():
            return self._prepared(place)
        if self._settings.kind == "PARQUET":
            return self._chosen(place, reader.documents_of_parquet({"c1": self._asked.fields, **self._documents}))
        return self._chosen(place, reader.plain(None))

    def _kept(self) -> Iterator[str]:
        """Each file's records, read by themselves; a columnar file that is none of the format has none."""
        for place in range(len(self._files)):
            self._run.check_cancelled()
            try:
                relation = QueryRelation(self._part(place), self._prepared(place))
                self._run.session.engine.provide(relation)
            except SnowflakeError as error:
                if not (is_columnar(self._settings) and _is_of_content(error)):
                    raise
            else:
                yield f'SELECT * FROM temp.main."{relation.name}"'

    def _prepared(self, place: int) -> str:
        records = self._records(place)
        first = records.prepared.first if records.prepared is not None else None
        if first is not None:
            good = f"SELECT * FROM ({records.relation}) WHERE {readers.NUMBER} < {first.row}"
            records = replace(records, relation=good)
        return self._chosen(place, records)

    def _records(self, place: int) -> FileRecords:
        try:
            return self._read(self._readers[place], str(place))
        except SnowflakeError as error:
            if is_columnar(self._settings) or not _is_of_content(error):
                raise
        return self._without_invalid(place)

    def _read(self, reader: FileReader, name: str) -> FileRecords:
        return reader.prepared(name, reader.widest() if self._settings.kind == "CSV" else None)

    def _without_invalid(self, place: int) -> FileRecords:
        """The records of a file some of whose bytes are not of its encoding, without the records that hold them."""
        lenient = self._reader(self._files[place], replace(self._settings, replace_invalid=True))
        records = self._read(lenient, f"{place}-replaced")
        names = ["raw"] if holds_documents(self._settings) else [f"c{at}" for at in range(1, len(records.types) + 1)]
        valid = f"NOT contains(concat_ws('', {', '.join(names)}), chr({_REPLACEMENT}))"
        return replace(records, relation=f"SELECT * FROM ({records.relation}) WHERE {valid}")

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
        names += self._documents if self._settings.kind == "PARQUET" else ()
        return f"SELECT {', '.join(names)}, CAST({partition} AS VARCHAR) AS mh_partition FROM ({relation})"

    def _values(self, records: FileRecords) -> str:
        """The records with their value, `c1`: of delimited text an object of the fields, those without NULL."""
        if self._settings.kind != "CSV":
            return records.relation
        names = sorted(f"c{place}" for place in range(1, len(records.types) + 1))
        wanted = [name for name in names if self._wants(name)]
        members = ", ".join(f"'\"{name}\":' || mh_str({name})" for name in wanted) or "NULL"
        counted = f", {readers.NUMBER}" if records.number == readers.NUMBER else ""
        return f"SELECT concat('{{', concat_ws(',', {members}), '}}') AS c1{counted} FROM ({records.relation})"

    def _wants(self, field: str) -> bool:
        """Whether some document must have a field."""
        fields = self._asked.fields
        return fields is None or any(field in item for item in (fields, *self._documents.values()))

    def _nothing(self) -> str:
        listed = [item.engine_name for item in RECORD_COLUMNS]
        listed += self._documents if self._settings.kind == "PARQUET" else ()
        columns = (f"CAST(NULL AS {_ENGINE_TYPES.get(name, 'VARCHAR')}) AS {name}" for name in listed)
        return f"SELECT {', '.join(columns)} WHERE false"


def _may_be_the_files(error: SnowflakeError) -> bool:
    retried = error.error.category in _RETRIED
    return retried and error.error not in (ErrorCode.CANCELLED, ErrorCode.FILE_NOT_FOUND)


def _is_of_content(error: SnowflakeError) -> bool:
    """Whether an error is about what is in a file, which is there."""
    return error.error.category is Category.DATA and error.error is not ErrorCode.FILE_NOT_FOUND


def _staged(file: RegisteredFile) -> StagedFile:
    return StagedFile(file.path, file.size, file.md5, file.modified_at)


_ENGINE_TYPES = {"mh_row": "BIGINT", "mh_modified": "TIMESTAMP", "mh_scanned": "TIMESTAMPTZ"}
