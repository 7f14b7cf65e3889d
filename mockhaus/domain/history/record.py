"""The record of one statement, from its start to its end."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


class QueryStatus(enum.Enum):
    """Where a statement is in its life; the value is Snowflake's EXECUTION_STATUS."""

    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAIL = "FAIL"
    INCIDENT = "INCIDENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRecord:
    """What is kept of a statement. Times are aware UTC; phases are in milliseconds; secrets in `text` are masked.

    `version` is where a statement that succeeded stands among row versions: its own, or one that it could have had.
    """

    query_id: str
    text: str
    kind: str
    session_id: str
    user: str
    role: str
    started_at: dt.datetime
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    query_tag: str = ""
    status: QueryStatus = QueryStatus.RUNNING
    ended_at: dt.datetime | None = None
    compile_ms: float = 0.0
    queue_ms: float = 0.0
    execute_ms: float = 0.0
    total_ms: float = 0.0
    rows_produced: int = 0
    rows_changed: int = 0
    bytes_produced: int = 0
    error_code: str | None = None
    error_message: str | None = None
    version: int | None = None
