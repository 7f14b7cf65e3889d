"""A statement's result, and what follows the statement from its start to the record of its end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from mockhaus.application.journal import Journal
from mockhaus.application.outcome import KeptRows, Outcome
from mockhaus.application.running import RunningStatement, RunningStatements
from mockhaus.application.services import Services
from mockhaus.application.session import Session
from mockhaus.application.tracing import follow
from mockhaus.application.watchdog import Deadline, Watchdog
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.results import Row
from mockhaus.domain.statements import StatementKind
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import ArrowSource
from mockhaus.ports.results import KeptResult, ResultStore
from mockhaus.ports.tracing import TracePhase
from mockhaus.translation.masking import mask_secrets

_log = logging.getLogger(__name__)
_FETCH = 10_000


class Surroundings(Protocol):
    """What a statement runs among."""

    services: Services
    running: RunningStatements
    journal: Journal
    watchdog: Watchdog

    def release(self, session: Session) -> None:
        """Let go of the locks that a session has no more use for."""


class StatementResult:
    """A statement's result: its columns at once, its rows as they are fetched, until `close`.

    `bytes_produced` is for whoever hands the rows on to say, before the end, how many bytes they took.
    """

    def __init__(
        self, query_id: str, kind: StatementKind, outcome: Outcome, tracker: StatementTracker, store: ResultStore | None
    ) -> None:
        self.query_id = query_id
        self.kind = kind
        self.columns: tuple[ResultColumn, ...] = outcome.columns
        self.changed = outcome.changed
        self.transfer = outcome.transfer
        self.described = outcome.described
        self.statistics = outcome.statistics
        self._rows = outcome.rows
        self._kept = outcome.kept
        self._store = store
        self._tracker = tracker
        tracker.phases.enter(TracePhase.FETCH)
        self.row_count = 0
        self.bytes_produced = 0

    def fetch(self, count: int) -> list[Row]:
        """The next rows, at most `count`; an empty list at the end. A session's result is kept before any is given."""
        if self._store is not None:
            kept = self.keep(self._store)
            self._rows, self._store, self.row_count = KeptRows(kept), None, 0
        try:
            rows = self._rows.fetch(count)
        except SnowflakeError as error:
            raise self._tracker.fail(error) from error
        except Exception as error:
            raise self._tracker.fail_unexpectedly(error) from error
        self.row_count += len(rows)
        if not rows:
            self._tracker.executed()
        return rows

    def fetch_all(self, limit: int | None = None) -> list[Row]:
        """Every row; RESULT_TOO_LARGE where there are more than `limit`."""
        found: list[Row] = []
        while rows := self.fetch(_FETCH):
            found.extend(rows)
            if limit is not None and len(found) > limit:
                raise self._tracker.fail(SnowflakeError(ErrorCode.RESULT_TOO_LARGE, limit=f"{limit} rows"))
        return found

    def arrow(self, store: ResultStore) -> Iterator[ArrowSource]:
        """Every row as Arrow, part by part as they come and without keeping them; there is always a first part."""
        try:
            for part, row_count in store.pass_on(self.columns, self._rows):
                self.row_count += row_count
                yield part
        except SnowflakeError as error:
            raise self._tracker.fail(error) from error
        except Exception as error:
            raise self._tracker.fail_unexpectedly(error) from error
        self._tracker.executed()

    def keep(self, store: ResultStore) -> KeptResult:
        """Read every row into a store of results, where they stay when this result ends."""
        try:
            kept = store.keep(self.query_id, self.columns, self._rows, owner=self._tracker.running.record.user)
        except SnowflakeError as error:
            raise self._tracker.fail(error) from error
        except Exception as error:
            raise self._tracker.fail_unexpectedly(error) from error
        self._rows.close()
        if self._kept is not None:
            self._kept(self.query_id, kept)
        self.row_count = kept.row_count
        self._tracker.executed()
        return kept

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds from the statement's start to its last row, or to now."""
        return self._tracker.elapsed_ms

    def fail(self, error: Exception) -> SnowflakeError:
        """End the result because of an error met while it was handed on; the error to report."""
        if isinstance(error, SnowflakeError):
            return self._tracker.fail(error)
        return self._tracker.fail_unexpectedly(error)

    def close(self) -> None:
        """End the result: frees what it holds in the engine and finishes the record. Closing twice is allowed."""
        self._rows.close()
        self._tracker.succeed(self)


class StatementTracker:
    """Follows one statement from its start to the record of its end."""

    def __init__(self, record: QueryRecord, session: Session, owner: Surroundings) -> None:
        self._record = record
        self._session = session
        self._owner = owner
        services = owner.services
        self.phases = follow(services.tracer, services.clock, record.queue_ms / 1_000)
        self._began = services.clock.elapsed()
        self._compiled: float | None = None
        self._executed: float | None = None
        self._deadline: Deadline | None = None
        self.running = RunningStatement(record, session.engine)
        self._open = True
        owner.running.add(self.running)

    def limit(self, seconds: float | None) -> None:
        """Stop the statement after so many seconds."""
        if seconds is not None:
            self._deadline = self._owner.watchdog.after(seconds, lambda: self.running.time_out(seconds))

    def parsed(self, kind: StatementKind) -> None:
        """The statement's kind is known."""
        self._record = replace(self._record, kind=kind.value)
        self._compiled = self._owner.services.clock.elapsed()
        self.phases.enter(None)

    def stands_at(self, version: int) -> None:
        """Where the statement, which did its work, stands among row versions."""
        self.running.version = version

    def executed(self) -> None:
        """The last row was fetched."""
        self._executed = self._executed or self._owner.services.clock.elapsed()

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds from the start to the last row, or to now."""
        return ((self._executed or self._owner.services.clock.elapsed()) - self._began) * 1_000

    def succeed(self, result: StatementResult) -> None:
        """The statement ended well."""
        ended = replace(
            self._record,
            status=QueryStatus.SUCCESS,
            rows_produced=result.row_count,
            rows_changed=result.changed,
            bytes_produced=result.bytes_produced,
            version=self.running.version,
        )
        self._end(ended)

    def fail(self, error: SnowflakeError) -> SnowflakeError:
        """The statement failed; the error to report. A fault of Mockhaus is logged with the statement's query id."""
        reason = self.running.reason(error)
        if reason.error is ErrorCode.INTERNAL and reason.details.get("query_id") != self._record.query_id:
            return self.fail_unexpectedly(error)
        reason.query_id = self._record.query_id
        ended = replace(
            self._record,
            status=QueryStatus.INCIDENT if reason.error is ErrorCode.INTERNAL else QueryStatus.FAIL,
            error_code=reason.code,
            error_message=mask_secrets(reason.message),
        )
        self._end(ended)
        if self._session.engine.failed:
            self._owner.release(self._session)
        return reason

    def fail_unexpectedly(self, error: Exception) -> SnowflakeError:
        """The statement failed by a fault of Mockhaus: logged with its query id, and told without details."""
        if isinstance(error, RecursionError):
            return self.fail(SnowflakeError(ErrorCode.SEMANTIC, detail="The statement is nested too deeply."))
        _log.error("a statement failed unexpectedly", exc_info=error, extra={"query_id": self._record.query_id})
        return self.fail(SnowflakeError(ErrorCode.INTERNAL, query_id=self._record.query_id))

    def _end(self, record: QueryRecord) -> None:
        if not self._open:
            return
        now = self._owner.services.clock.elapsed()
        compiled = self._compiled or now
        executed = self._executed or now
        self._record = replace(
            record,
            ended_at=self._owner.services.clock.now(),
            compile_ms=(compiled - self._began) * 1_000,
            execute_ms=(executed - compiled) * 1_000,
            total_ms=(now - self._began) * 1_000,
        )
        self._open = False
        if self._deadline is not None:
            self._deadline.cancel()
        self._owner.running.remove(self.running)
        self._owner.journal.add(self._record)
        self.phases.ended(self._record)
