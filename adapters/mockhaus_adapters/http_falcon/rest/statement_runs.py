"""A request's statements, run for an answer that is streamed: the last one's result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

from mockhaus.application.execute_statement import Execution, StatementRequest
from mockhaus.application.statement_result import StatementResult
from mockhaus.application.stopping import Stopping
from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.results import KeptResult
from mockhaus_adapters.http_falcon.rest.delivery import Pieces
from mockhaus_adapters.http_falcon.rest.result_rows import ROWS_AT_ONCE, KeptRows, Presentation, RunningRows


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is known of a result before it is read; `row_count` is None where only reading it tells."""

    query_id: str
    kind: str
    changed: int
    row_count: int | None = None

    def headers(self) -> dict[str, str]:
        """As headers of an answer."""
        found = {
            "X-Query-Id": self.query_id,
            "X-Statement-Type": self.kind,
            "X-Rows-Changed": str(self.changed),
        }
        return found if self.row_count is None else {**found, "X-Row-Count": str(self.row_count)}


class RunPieces(Pieces):
    """The result of a request's last statement, in a format; the first piece runs the statements.

    Without a session the rows come from the engine as they are asked for. A session's result is kept first: other
    statements of the session can then read it, and need not wait for the client.
    """

    def __init__(self, use_cases: UseCases, request: StatementRequest, wanted: Presentation) -> None:
        self._use_cases = use_cases
        self._stopping = Stopping()
        self._request = replace(request, on_begin=self._stopping.begin)
        self._wanted = wanted
        self._stack = ExitStack()
        self._pieces: Iterator[bytes] | None = None
        self._result: StatementResult | None = None
        self.head: Head | None = None
        """Known once the first piece is there."""

    def stop(self) -> None:
        """See `Pieces`."""
        self._stopping.stop()

    def next(self) -> bytes | None:
        """See `Pieces`."""
        with ExitStack() as failing:
            failing.push(self._stack)  # an error ends the statements, and is recorded as theirs
            if self._pieces is None:
                self._pieces = self._kept() if self._request.session_id is not None else self._running()
            piece = next(self._pieces, None)
            if piece is not None:
                failing.pop_all()
        if piece is not None and self._result is not None:
            self._result.bytes_produced += len(piece)
        return piece

    def _running(self) -> Iterator[bytes]:
        execution = self._stack.enter_context(self._use_cases.execute(self._request))
        self._result = result = _last(execution)
        self.head = Head(query_id=result.query_id, kind=result.kind.value, changed=result.changed)
        rows = RunningRows(result, self._use_cases.execute.services.results)
        return self._wanted.encoded(rows, execution.session.context.parameters)

    def _kept(self) -> Iterator[bytes]:
        kept: KeptResult | None = None
        with self._use_cases.execute(self._request) as execution:
            for result in execution:
                kept = result.keep(self._use_cases.execute.services.results)
                self.head = Head(
                    query_id=result.query_id, kind=result.kind.value, changed=result.changed, row_count=kept.row_count
                )
            parameters = execution.session.context.parameters
        assert kept is not None  # noqa: S101 - a request has a statement, or an error
        return self._wanted.encoded(KeptRows(kept), parameters)

    def close(self) -> None:
        """See `Pieces`. A statement that is not at its end is cancelled."""
        error = SnowflakeError(ErrorCode.CANCELLED)
        self._stack.__exit__(type(error), error, None)


class KeptPieces(Pieces):
    """What is kept of a result, in a format."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def next(self) -> bytes | None:
        """See `Pieces`."""
        return next(self._pieces, None)

    def stop(self) -> None:
        """A piece takes little time."""

    def close(self) -> None:
        """Nothing is held."""


def _last(execution: Execution) -> StatementResult:
    """The last statement's result; those before are read to their ends, where errors may lie."""
    results = iter(execution)
    for _ in range(len(execution.texts) - 1):
        result = next(results)
        while result.fetch(ROWS_AT_ONCE):
            pass
    return next(results)
