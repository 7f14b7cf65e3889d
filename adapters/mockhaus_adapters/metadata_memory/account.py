"""The account's objects in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from mockhaus.ports.account import AccountRecord, AccountStore


class MemoryAccountStore(AccountStore):
    """Records in a dictionary; they last as long as the store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._records: dict[tuple[str, str], AccountRecord] = {}

    def list(self) -> Sequence[AccountRecord]:
        """Every record, by kind and name."""
        with self._lock:
            return [self._records[key] for key in sorted(self._records)]

    def change(self, put: Sequence[AccountRecord] = (), remove: Sequence[tuple[str, str]] = ()) -> None:
        """Remove records, then add or replace others."""
        with self._lock:
            for key in remove:
                self._records.pop(key, None)
            for record in put:
                self._records[record.kind, record.name] = record
