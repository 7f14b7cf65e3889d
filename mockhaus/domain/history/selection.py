"""What part of the history is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mockhaus.domain.history.record import QueryStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class HistorySelection:
    """Filters that all must hold; None asks for nothing. `text` matches anywhere, without regard to case.

    `started_after` takes its own time in, `started_before` leaves it out; both are aware.
    `before` is the (start time, query id) of the last record of the page before.
    """

    limit: int = 100
    session_id: str | None = None
    user: str | None = None
    role: str | None = None
    database: str | None = None
    warehouse: str | None = None
    status: QueryStatus | None = None
    kind: str | None = None
    text: str | None = None
    started_after: dt.datetime | None = None
    started_before: dt.datetime | None = None
    before: tuple[dt.datetime, str] | None = None
