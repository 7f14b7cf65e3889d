"""The client of a deployment in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from typing import BinaryIO

from mockhaus.application.execute_statement import Execution, StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.application.statement_result import StatementResult
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.catalog.objects import ExternalTable, SchemaObject, Table, View
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.identifiers import always_quote
from mockhaus.domain.rendering import renderer
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.ports.client_files import ClientFiles
from mockhaus.ports.stages import StagedFile
from mockhaus_adapters.cli_click.client.protocol import Client, Context, Outline, Relation, Result, TextRow

_BATCH = 10_000
_DEFAULT_ROLE = "ACCOUNTADMIN"


class EmbeddedResult(Result):
    """A result that the core hands on."""

    def __init__(self, execution: Execution, result: StatementResult) -> None:
        self._execution = execution
        self._result = result
        self.columns = result.columns
        self.query_id = result.query_id
        self.kind = result.kind.value

    def batches(self) -> Iterator[Sequence[TextRow]]:
        """The rows, as the engine gives them."""
        parameters = self._execution.session.context.parameters
        renderers = [renderer(column.type, parameters) for column in self.columns]
        while rows := self._result.fetch(_BATCH):
            yield [
                [None if value is None else render(value) for render, value in zip(renderers, row, strict=True)]
                for row in rows
            ]

    @property
    def context(self) -> Context:
        """Where the session is."""
        context = self._execution.session.context
        return Context(database=context.database, schema=context.schema, role=context.role, warehouse=context.warehouse)

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds so far, or to the last row."""
        return self._result.elapsed_ms

    def sent(self, size: int) -> None:
        """For the history."""
        self._result.bytes_produced = size


class EmbeddedClient(Client):
    """Calls the use cases. What PUT reads are the files of whoever runs the command."""

    def __init__(self, use_cases: UseCases, client_files: ClientFiles, context: Context) -> None:
        self._use_cases = use_cases
        self._client_files = client_files
        self._context = SessionRequest(
            database=context.database,
            schema=context.schema,
            role=context.role,
            warehouse=context.warehouse,
            client="CLI",
        )
        self._session: str | None = None
        self._running: str | None = None

    def keep_session(self) -> Context:
        """Make the session."""
        made = self._use_cases.sessions.create(self._context)
        self._session = made.session_id
        return Context(database=made.database, schema=made.schema, role=made.role, warehouse=made.warehouse)

    def execute(self, sql: str, *, timeout: float | None = None) -> Iterator[Result]:
        """Run statements in the session kept, or in one for this call."""
        request = StatementRequest(sql=sql, context=self._context, timeout=timeout, client_files=self._client_files)
        if self._session is not None:
            request = replace(request, session_id=self._session, context=SessionRequest())
        with self._use_cases.execute(request) as execution:
            self._running = execution.session.id
            try:
                for result in execution:
                    yield EmbeddedResult(execution, result)
            finally:
                self._running = None

    def cancel(self) -> None:
        """Interrupt the engine."""
        if self._running is not None:
            self._use_cases.cancel.session(self._running)

    def outline(self) -> Outline:
        """Read the catalog."""
        roles = (self._context.role.upper() if self._context.role else _DEFAULT_ROLE,)
        databases = tuple(item.name for item in self._use_cases.browse.databases(roles))
        found = (item for name in databases for item in self._use_cases.browse.tables(roles, always_quote(name)))
        relations = tuple(
            Relation(
                database=item.database.database.name,
                schema=item.schema.name,
                name=item.item.name,
                columns=_columns(item.item),
            )
            for item in found
        )
        return Outline(databases=databases, relations=relations)

    def history(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """Ask the history."""
        return self._use_cases.history(selection)

    def sessions(self) -> Sequence[SessionRecord]:
        """The sessions of this process: that of the client, where it keeps one."""
        return self._use_cases.sessions.list()

    def close_session(self, session_id: str) -> None:
        """End a session of this process."""
        self._use_cases.sessions.close(session_id)

    def install_sample_data(self, scale: float) -> Iterator[tuple[str, int]]:
        """Install it here."""
        return self._use_cases.sample_data(scale)

    def staged_files(self, location: str) -> Sequence[StagedFile]:
        """Look into the stage."""
        return self._use_cases.stages.list(location, context=self._context)

    def put_file(
        self,
        location: str,
        content: BinaryIO,
        size: int,  # noqa: ARG002 - the content ends by itself
        *,
        overwrite: bool,
        compress: bool,
    ) -> StagedFile | None:
        """Store it here."""
        return self._use_cases.stages.put(
            location, content, overwrite=overwrite, compress=compress, context=self._context
        )

    def open_file(self, location: str) -> AbstractContextManager[BinaryIO]:
        """Open it here."""
        return closing(self._use_cases.stages.open(location, context=self._context))

    def remove_file(self, location: str) -> None:
        """Delete it here."""
        if not self._use_cases.stages.remove(location, context=self._context):
            raise SnowflakeError(ErrorCode.FILE_NOT_FOUND, name=location)


def _columns(item: SchemaObject) -> tuple[str, ...]:
    if isinstance(item, Table):
        return tuple(column.name for column in item.visible_columns)
    return tuple(column.name for column in item.columns) if isinstance(item, View | ExternalTable) else ()
