"""What a session leaves in the metadata store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session's outline. Times are aware UTC. `closed_at` is None while it is open."""

    session_id: str
    user: str
    role: str
    created_at: dt.datetime
    last_used_at: dt.datetime
    client: str = ""
    database: str | None = None
    schema: str | None = None
    warehouse: str | None = None
    closed_at: dt.datetime | None = None
    close_reason: str | None = None
