"""The journal of statements: collects finished records and hands them to the history store in batches.

Observers are told of each record at once, on the thread of its statement: they do next to nothing.

Writing each record by itself would cost a small statement more than its own work. A batch is written at most
`interval` seconds after its first record; a crash may therefore lose the records of that last moment, never data.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.ports.history import HistoryStore

_log = logging.getLogger(__name__)
_BATCH = 1_000

Observer = Callable[[QueryRecord], None]
"""Is told of a statement that ended."""


class Journal:
    """Takes records from every thread, writes them on its own. Thread-safe."""

    def __init__(self, store: HistoryStore, interval: float = 0.05, observers: Sequence[Observer] = ()) -> None:
        self._store = store
        self._observers = tuple(observers)
        self._interval = interval
        self._records: list[QueryRecord] = []
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def add(self, record: QueryRecord) -> None:
        """Take a finished record."""
        for observer in self._observers:
            observer(record)
        with self._changed:
            self._records.append(record)
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._write_batches, name="mockhaus-journal", daemon=True)
                self._thread.start()
            if len(self._records) == 1:
                self._changed.notify()

    def flush(self) -> None:
        """Write everything taken so far; a store that fails is logged, and its records are kept for the next try."""
        with self._writing:
            with self._changed:
                batch, self._records = self._records, []
            if not batch:
                return
            try:
                for start in range(0, len(batch), _BATCH):
                    self._store.append(batch[start : start + _BATCH])
            except Exception as error:  # noqa: BLE001 - the thread goes on, whatever a store raises
                _log.error("the history of %d statements could not be written", len(batch), exc_info=error)
                with self._changed:
                    self._records = (batch + self._records)[-10 * _BATCH :]

    @property
    def alive(self) -> bool:
        """Whether the thread works, or was not needed yet."""
        return self._thread is None or self._thread.is_alive()

    def select(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """The records that match, the newest first, among them all that were taken so far."""
        self.flush()
        return self._store.select(selection)

    def find(self, query_id: str) -> QueryRecord | None:
        """One record, or None."""
        self.flush()
        return self._store.get(query_id)

    def close(self) -> None:
        """Write what is left and end the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _write_batches(self) -> None:
        while True:
            with self._changed:
                while not self._records and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                self._changed.wait(self._interval)
            self.flush()
