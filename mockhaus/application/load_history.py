"""What COPY INTO loaded into tables since the server started, file by file, as COPY_HISTORY and LOAD_HISTORY tell it.

Follows https://docs.snowflake.com/en/sql-reference/functions/copy_history and
https://docs.snowflake.com/en/sql-reference/info-schema/load_history.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

_MOST = 10_000

TableKey = tuple[int, int]
"""A table: its database's id and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """One file that a statement loaded, or failed to load while others went on."""

    table: TableKey
    file: str
    stage: str
    loaded_at: dt.datetime
    rows: int
    parsed: int | None
    size: int
    errors: int
    error_limit: int | None
    status: str
    message: str | None = None
    line: int | None = None
    character: int | None = None
    column: str | None = None


class LoadHistory:
    """The last 10,000 files. Thread-safe; gone with the process."""

    def __init__(self) -> None:
        self._records: deque[LoadRecord] = deque(maxlen=_MOST)
        self._lock = threading.Lock()

    def add(self, records: Iterable[LoadRecord]) -> None:
        """Keep the files of one statement."""
        with self._lock:
            self._records.extend(records)

    def since(self, start: dt.datetime) -> list[LoadRecord]:
        """The files of all tables from a moment on, in the order in which they were loaded."""
        with self._lock:
            return [record for record in self._records if start <= record.loaded_at]

    def of(self, table: TableKey, start: dt.datetime, end: dt.datetime) -> list[LoadRecord]:
        """The files of a table in a time range, in the order in which they were loaded."""
        with self._lock:
            return [record for record in self._records if record.table == table and start <= record.loaded_at <= end]
