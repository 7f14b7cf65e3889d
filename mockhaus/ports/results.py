"""The port to the store of results: what statements answered, to be read again, by any session, for a while.

A result is kept whole before it is answered: its size, and that of each of its parts, is known then. Large ones do not
stay in memory.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.engine import ArrowSource, RowStream

FIRST_ROWS = 100
"""Rows of the first part of a result at most: a result with no more has this part alone."""


@dataclass(frozen=True, slots=True)
class ResultPart:
    """One part of a result: its rows, and the bytes that they take in the store."""

    row_count: int
    size: int


class KeptResult(Protocol):
    """A result in the store. Thread-safe. Reading one that was deleted meanwhile raises RESULT_NOT_FOUND."""

    @property
    @abstractmethod
    def owner(self) -> str:
        """The user whose statement it was: nobody else may read it."""

    @property
    @abstractmethod
    def columns(self) -> tuple[ResultColumn, ...]:
        """The columns."""

    @property
    @abstractmethod
    def parts(self) -> tuple[ResultPart, ...]:
        """The parts in order; there is always a first one, perhaps without rows."""

    @property
    @abstractmethod
    def row_count(self) -> int:
        """The rows of all parts."""

    @abstractmethod
    def rows(self, part: int) -> Sequence[Row]:
        """The rows of a part, as values."""

    @abstractmethod
    def arrow(self, part: int) -> ArrowSource:
        """The rows of a part, as Arrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreFigures:
    """How many results a store keeps, and the bytes that they take."""

    results: int
    memory: int
    disk: int


class ResultStore(Protocol):
    """Results by query id. Thread-safe."""

    @abstractmethod
    def keep(self, query_id: str, columns: Sequence[ResultColumn], rows: RowStream, *, owner: str) -> KeptResult:
        """Read a user's result to its end and keep it, replacing one of the same id. The caller closes the stream.

        The first part has at most FIRST_ROWS rows, the others have many. An error of the stream leaves nothing kept.
        RESULT_TOO_LARGE where it does not fit the store.
        """

    @abstractmethod
    def pass_on(self, columns: Sequence[ResultColumn], rows: RowStream) -> Iterator[tuple[ArrowSource, int]]:
        """A result as Arrow without keeping it: parts with their numbers of rows, each read when it is asked for.

        There is always a first part, perhaps without rows; all have the same Arrow types. The caller closes the stream.
        """

    @abstractmethod
    def find(self, query_id: str) -> KeptResult | None:
        """A kept result, or None."""

    @abstractmethod
    def remove(self, query_id: str) -> None:
        """Delete a result; allowed where there is none."""

    @abstractmethod
    def purge(self, before: dt.datetime) -> int:
        """Delete what was kept before a time (aware UTC); how many."""

    @abstractmethod
    def figures(self) -> StoreFigures:
        """What the store keeps now."""

    @abstractmethod
    def close(self) -> None:
        """Delete everything that the process keeps. Closing twice is allowed."""
