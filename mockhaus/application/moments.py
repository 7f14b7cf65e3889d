"""Moments of the past: what AT, BEFORE and END name, as row versions.

Follows https://docs.snowflake.com/en/sql-reference/constructs/at-before. A statement stands where its changes do; one
of an explicit transaction stands where the COMMIT does, since nobody else saw its changes before.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from mockhaus.application.precision import attempted, first_precision
from mockhaus.application.services import StatementRun
from mockhaus.domain.catalog import physical
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.history.record import QueryRecord, QueryStatus
from mockhaus.domain.results import Value
from mockhaus.domain.statements import PointInTime
from mockhaus.domain.types import ResultColumn, number
from mockhaus.translation.past_rows import version_of
from mockhaus.translation.plan import AskedMoment, Moment
from mockhaus.translation.precision import Precision
from mockhaus.translation.translate import plan_moment

_KNOWN_FOR = dt.timedelta(days=14)
_SECOND = 1_000_000
_BEFORE = "BEFORE"


def moment(run: StatementRun, asked: AskedMoment) -> Moment:
    """The moment that is asked for. QUERY_NOT_FOUND where it is that of a statement that nobody knows."""
    value = _value(run, asked)
    now = run.services.versions.last()
    if value is None:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"{asked.kind} in {asked.clause} must not be NULL")
    before = asked.clause == _BEFORE
    version = _of_statement(run, str(value), before=before) if asked.kind == "STATEMENT" else _of_time(value, now)
    transaction = run.session.transaction
    return Moment(version - before, now, transaction.versions if transaction else ())


def of_clone(run: StatementRun, point: PointInTime) -> Moment:
    """The moment at which CLONE copies. Errors as above."""

    def asked(precision: Precision) -> AskedMoment:
        return plan_moment(point, run.translation(precision))

    return moment(run, attempted(run, asked, first_precision(run)))


def _value(run: StatementRun, asked: AskedMoment) -> Value:
    rows = run.session.engine.query(asked.plan.sql, asked.plan.columns, run.parameters())
    try:
        return rows.fetch(1)[0][0]
    finally:
        rows.close()


def _of_time(value: Value, now: int) -> int:
    """The version of an instant, or of so many seconds from now. A timestamp without a time zone is one of UTC."""
    if isinstance(value, dt.datetime):
        return version_of(value if value.tzinfo else value.replace(tzinfo=dt.UTC))
    return now + int(Decimal(str(value)) * _SECOND)


def _of_statement(run: StatementRun, query_id: str, *, before: bool) -> int:
    record = run.past.find(query_id) if run.past is not None else None
    version = _version(record) if record is not None else None
    if record is None or version is None or record.started_at < run.services.clock.now() - _KNOWN_FOR:
        raise SnowflakeError(ErrorCode.QUERY_NOT_FOUND, query_id=query_id)
    if before and record.kind.startswith("CREATE"):
        return min(version, version_of(record.started_at))
    return _committed(run, version)


def _version(record: QueryRecord) -> int | None:
    """Where a statement stands; that of a statement that changed nothing is when it ended. None while it works."""
    if record.version is not None or record.status is QueryStatus.RUNNING or record.ended_at is None:
        return record.version
    return version_of(record.ended_at)


def _committed(run: StatementRun, version: int) -> int:
    """The version of the COMMIT that made a change visible; the same where the change was its own transaction."""
    tables = (
        physical.relation(found.database.attachment, physical.TRANSACTIONS)
        for found in run.services.catalog.current.live()
    )
    sources = " UNION ALL ".join(f"SELECT max(commit_ts) AS v FROM {name} WHERE txn = {version}" for name in tables)
    if not sources:
        return version
    rows = run.session.engine.query(f"SELECT max(v) FROM ({sources})", [ResultColumn("VERSION", number(19))])
    try:
        found = rows.fetch(1)[0][0]
    finally:
        rows.close()
    return found if isinstance(found, int) else version
