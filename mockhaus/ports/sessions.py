"""The port to the store of session records: what outlives the process of a session."""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Sequence
from typing import Protocol

from mockhaus.domain.sessions.record import SessionRecord


class SessionStore(Protocol):
    """Session records by id. Thread-safe; every call is durable on return."""

    @abstractmethod
    def save(self, record: SessionRecord) -> None:
        """Add or replace a record."""

    @abstractmethod
    def get(self, session_id: str) -> SessionRecord | None:
        """One record, or None."""

    @abstractmethod
    def list_open(self) -> Sequence[SessionRecord]:
        """The open sessions, the newest first."""

    @abstractmethod
    def close_all_open(self, at: dt.datetime, reason: str) -> int:
        """Mark every open record closed (a server that starts finds the dead ones of its last run); how many."""

    @abstractmethod
    def purge_closed(self, before: dt.datetime) -> int:
        """Delete records closed before a time; how many."""
