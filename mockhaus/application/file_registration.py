"""The files that an external table has registered: what a refresh, a list of files or a partition changes of them.

Follows https://docs.snowflake.com/en/sql-reference/sql/alter-external-table and
https://docs.snowflake.com/en/sql-reference/functions/external_table_registration_history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mockhaus.application.external_tables import provide_files, stage_location
from mockhaus.application.outcome import Outcome, ReadyRows
from mockhaus.application.services import StatementRun
from mockhaus.application.stage_areas import StageArea, matching, queried_area
from mockhaus.domain.catalog.objects import ExternalTable, RegisteredFile, Registration
from mockhaus.domain.errors import Category, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName, always_quote
from mockhaus.domain.types import ResultColumn, varchar
from mockhaus.ports.stages import StagedFile
from mockhaus.translation.external_columns import partition_values

_COLUMNS = tuple(ResultColumn(name, varchar()) for name in ("file", "status", "description"))
_REGISTERED = "File registered successfully."
_UNREGISTERED = "File unregistered successfully."
_MOST_TOLD = 1_000
_LONGEST_TOLD = dt.timedelta(days=30)

Found = Mapping[str, StagedFile]
"""Files on the stage by their path below it."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A table after files were registered, and what happened to each of them."""

    table: ExternalTable
    told: tuple[Registration, ...]

    @property
    def outcome(self) -> Outcome:
        """The rows of the statement."""
        return Outcome(_COLUMNS, ReadyRows([(item.file, item.status, item.message) for item in self.told]))


def files_below(run: StatementRun, table: ExternalTable, below: str = "") -> Found:
    """The files in a table's folder, or below a path in it, that its pattern matches."""
    area = queried_area(run, stage_location(table))
    files = run.services.stages.list(area.location, table.path + below)
    return {file.path: file for file in matching(run, files, table.pattern, area)}


def is_fresh(table: ExternalTable, found: Found) -> bool:
    """Whether the files that a table has registered are those that are there."""
    return len(table.files) == len(found) and all(
        file.path in found and _same(file, found[file.path], file.partition) for file in table.files
    )


class Registering:
    """Changes what one table has registered."""

    def __init__(self, run: StatementRun, name: QualifiedName, table: ExternalTable) -> None:
        self._run = run
        self._name = name
        self._table = table
        self._now = run.services.clock.now()
        self._files = {file.path: file for file in table.files}
        self._area: StageArea = queried_area(run, stage_location(table))
        self._told: list[Registration] = []

    def refresh(self, found: Found, below: str = "") -> Registered:
        """Register the files below a path of the table's folder as they are, and forget those that are gone."""
        self._register(found.values(), "")
        self._forget(
            path for path in list(self._files) if path.startswith(self._table.path + below) and path not in found
        )
        return self._registered(self._now)

    def add(self, paths: Iterable[str], found: Found) -> Registered:
        """Register files by their paths in the table's folder."""
        for path in paths:
            full = self._table.path + path
            if full not in found:
                self._tell(full, "REGISTER_FAILED", "File not found or does not match the pattern.")
            elif self._is_known(found[full]):
                self._tell(full, "REGISTER_SKIPPED", "File already registered.")
            else:
                self._register([found[full]], "")
        return self._registered()

    def remove(self, paths: Iterable[str]) -> Registered:
        """Forget files by their paths in the table's folder."""
        for path in paths:
            full = self._table.path + path
            if full in self._files:
                self._forget([full])
            else:
                self._tell(full, "UNREGISTER_FAILED", "File is not registered.")
        return self._registered()

    def add_partition(self, found: Found, values: str) -> Registered:
        """Register files as those of a partition, whose values are a JSON object of texts."""
        self._register(found.values(), values)
        return self._registered()

    def drop_partition(self, below: str) -> Registered:
        """Forget the files below a path of the table's folder."""
        self._forget(path for path in list(self._files) if path.startswith(self._table.path + below))
        return self._registered()

    # -- one by one ------------------------------------------------------------------------------------------------

    def _is_known(self, file: StagedFile, partition: str = "") -> bool:
        known = self._files.get(file.path)
        return known is not None and _same(known, file, partition)

    def _register(self, found: Iterable[StagedFile], partition: str) -> None:
        wanted = [_file(file, self._now, partition) for file in found if not self._is_known(file, partition)]
        wrong = self._without_partition(wanted)
        for file in wanted:
            if file.path in wrong:
                self._tell(file.path, "REGISTER_FAILED", wrong[file.path], file)
                continue
            status = "REGISTERED_UPDATE" if file.path in self._files else "REGISTERED_NEW"
            self._files[file.path] = file
            self._tell(file.path, status, _REGISTERED, file)

    def _forget(self, paths: Iterable[str]) -> None:
        for path in paths:
            del self._files[path]
            self._tell(path, "UNREGISTERED", _UNREGISTERED)

    def _tell(self, path: str, status: str, message: str, file: RegisteredFile | None = None) -> None:
        self._told.append(
            Registration(
                at=self._now,
                file=self._area.folder + path,
                status=status,
                message=message,
                size=file.size if file else None,
                modified_at=file.modified_at if file else None,
            )
        )

    def _registered(self, refreshed_at: dt.datetime | None = None) -> Registered:
        past = [item for item in self._table.registrations if item.at > self._now - _LONGEST_TOLD]
        told = (*past, *self._told)[-_MOST_TOLD:]
        files = tuple(self._files[path] for path in sorted(self._files))
        changed = replace(
            self._table,
            files=files,
            registrations=told,
            refreshed_at=refreshed_at or self._table.refreshed_at,
        )
        return Registered(changed, tuple(self._told))

    # -- partitions ------------------------------------------------------------------------------------------------

    def _without_partition(self, files: Sequence[RegisteredFile]) -> dict[str, str]:
        """The files whose partition columns cannot be computed, and why."""
        if not files or not self._table.partition_columns or self._refusal(files) is None:
            return {}
        return {file.path: refusal for file in files if (refusal := self._refusal([file])) is not None}

    def _refusal(self, files: Sequence[RegisteredFile]) -> str | None:
        columns = [column for column in self._table.columns if column.name in self._table.partition_columns]
        relation = provide_files(self._run, self._name, self._table, files)
        sql = partition_values(self._name, columns, relation, self._run.translation())
        described = [ResultColumn(column.name, column.type) for column in columns]
        try:
            rows = self._run.session.engine.query(
                f"SELECT {', '.join(always_quote(item.engine_name) for item in columns)} FROM ({sql})", described
            )
            rows.fetch(len(files))
            rows.close()
        except SnowflakeError as error:
            if error.error.category is not Category.DATA:
                raise
            return error.message
        finally:
            self._run.session.engine.withdraw(relation)
        return None


def _file(file: StagedFile, now: dt.datetime, partition: str) -> RegisteredFile:
    return RegisteredFile(
        path=file.path,
        size=file.size,
        md5=file.md5,
        modified_at=file.modified_at,
        registered_at=now,
        partition=partition,
    )


def _same(known: RegisteredFile, file: StagedFile, partition: str) -> bool:
    return (known.size, known.md5, known.modified_at, known.partition) == (
        file.size,
        file.md5,
        file.modified_at,
        partition,
    )
