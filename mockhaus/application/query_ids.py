"""The ids of a session's queries, in order: what LAST_QUERY_ID looks up."""

from __future__ import annotations

import threading
from collections import deque

from mockhaus.domain.errors import unsupported

_KEPT = 1_000


class QueryIds:
    """Ids in the order in which their statements ended; of a long session only the first ones and the last ones.

    Thread-safe: statements beside each other add to it.
    """

    def __init__(self, kept: int = _KEPT) -> None:
        self._most = kept
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=kept)
        self._count = 0
        self._lock = threading.Lock()

    def add(self, query_id: str) -> None:
        """A statement has ended."""
        with self._lock:
            if len(self._first) < self._most:
                self._first.append(query_id)
            self._last.append(query_id)
            self._count += 1

    def at(self, position: int) -> str | None:
        """The first id for 1, the second for 2, the last for -1; None where there were not as many.

        STATEMENT_UNSUPPORTED for one that is not kept.
        """
        with self._lock:
            return self._at(position)

    def _at(self, position: int) -> str | None:
        place = position - 1 if position > 0 else self._count + position
        if position == 0 or not 0 <= place < self._count:
            return None
        if place < len(self._first):
            return self._first[place]
        behind = place - self._count + len(self._last)
        if behind < 0:
            raise unsupported(f"LAST_QUERY_ID({position}), of which the id is not kept any more")
        return self._last[behind]

    @property
    def last(self) -> str | None:
        """The id of the last statement, or None before the first."""
        return self.at(-1)
