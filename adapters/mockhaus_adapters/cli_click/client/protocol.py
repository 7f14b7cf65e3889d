"""The protocol of clients: each command is written once, over this."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from mockhaus.domain.history.record import QueryRecord
from mockhaus.domain.history.selection import HistorySelection
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus.domain.types import ResultColumn
from mockhaus.ports.stages import StagedFile

TextRow = Sequence[str | None]
"""A row as the texts that Snowflake shows; None for NULL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where statements run. Names that are asked for are identifiers, those that are told are stored names."""

    database: str | None = None
    schema: str | None = None
    role: str | None = None
    warehouse: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A table or view with the names of its columns; all are stored names."""

    database: str
    schema: str
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What the catalog holds, as far as a role may see it."""

    databases: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()


class Result(Protocol):
    """One statement's result. Its rows can be read once, before the next result is asked for."""

    columns: Sequence[ResultColumn]
    query_id: str
    kind: str

    @abstractmethod
    def batches(self) -> Iterator[Sequence[TextRow]]:
        """The rows, as they come."""

    @property
    @abstractmethod
    def context(self) -> Context:
        """Where the session is after the statement."""

    @property
    @abstractmethod
    def elapsed_ms(self) -> float:
        """Milliseconds that the statement took, to its last row once that was read."""

    @abstractmethod
    def sent(self, size: int) -> None:
        """Say how many bytes the rows took where they were written."""


class Client(Protocol):
    """Speaks to one account, for one thread at a time; only `cancel` and `outline` may be called from others.

    All raise SnowflakeError, and UnreachableError where there is no answer.
    """

    @abstractmethod
    def keep_session(self) -> Context:
        """Let all statements from now on share one session, with its variables and temporary objects; where it is."""

    @abstractmethod
    def execute(self, sql: str, *, timeout: float | None = None) -> Iterator[Result]:
        """Run statements one after another, each when its result is asked for. `timeout` is in seconds for each."""

    @abstractmethod
    def cancel(self) -> None:
        """Stop what runs now, if anything does."""

    @abstractmethod
    def outline(self) -> Outline:
        """What can be named in statements."""

    @abstractmethod
    def history(self, selection: HistorySelection) -> Sequence[QueryRecord]:
        """Finished statements that match, the newest first."""

    @abstractmethod
    def sessions(self) -> Sequence[SessionRecord]:
        """The open sessions, the newest first."""

    @abstractmethod
    def close_session(self, session_id: str) -> None:
        """End a session; SESSION_NOT_FOUND where there is none."""

    @abstractmethod
    def install_sample_data(self, scale: float) -> Iterator[tuple[str, int]]:
        """Install TPC-H table by table: each one's full name and number of rows, as it is done."""

    @abstractmethod
    def staged_files(self, location: str) -> Sequence[StagedFile]:
        """The files whose paths begin with that of a location such as `@shop.public.uploads/2024/`, by path."""

    @abstractmethod
    def put_file(
        self, location: str, content: BinaryIO, size: int, *, overwrite: bool, compress: bool
    ) -> StagedFile | None:
        """Store `size` bytes as the file of a location, as gzip with `compress`; None where one stays as it was."""

    @abstractmethod
    def open_file(self, location: str) -> AbstractContextManager[BinaryIO]:
        """The content of the file of a location; FILE_NOT_FOUND where there is none."""

    @abstractmethod
    def remove_file(self, location: str) -> None:
        """Delete the file of a location; FILE_NOT_FOUND where there is none."""


class UnreachableError(Exception):
    """A server that gives no answer, or none of Mockhaus's; the text is for the person at the terminal."""
