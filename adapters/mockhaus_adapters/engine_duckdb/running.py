"""What runs on a connection now, and how another thread stops it."""

from __future__ import annotations

import threading
import time

import duckdb

from mockhaus.domain.errors import ErrorCode, SnowflakeError

_PATIENCE = 0.005
_TRIES = 200


class Operation:
    """One call of a session that can be stopped. `engaged` is true while the engine works for it."""

    __slots__ = ("cancelled", "engaged")

    def __init__(self) -> None:
        self.cancelled = False
        self.engaged = True

    def check(self) -> None:
        """Raise CANCELLED where somebody asked for it."""
        if self.cancelled:
            raise SnowflakeError(ErrorCode.CANCELLED)


class Running:
    """The operation of one connection that runs now, if any.

    An engine forgets an interrupt that reaches it between two of its statements; so the wish is kept with the
    operation, and the engine is told again until it stops. The lock keeps an interrupt from the next operation.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._current: Operation | None = None

    def start(self) -> Operation:
        """A new operation, which is the current one until it is finished or another starts."""
        operation = Operation()
        with self._lock:
            self._current = operation
        return operation

    def finish(self, operation: Operation) -> None:
        """End an operation: no interrupt reaches it any more."""
        with self._lock:
            operation.engaged = False
            if self._current is operation:
                self._current = None

    def interrupt(self) -> None:
        """Stop the current operation, if any. Returns when it has stopped, or after about a second."""
        with self._lock:
            operation = self._current
            if operation is None:
                return
            operation.cancelled = True
        for _ in range(_TRIES):
            with self._lock:
                if self._current is not operation or not operation.engaged:
                    return
                self._connection.interrupt()
            time.sleep(_PATIENCE)
