"""Use case: statements that a client gives as values, one at a time: create, change, look at and drop objects.

Each is carried out as its text is: in a session or without one, authorized, with its record in the history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mockhaus.application.execute_statement import ExecuteStatement, StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.results import Value
from mockhaus.domain.statements import CreateView, Fragment, Statement
from mockhaus.domain.types import DataType
from mockhaus.domain.writing import text_of
from mockhaus.translation import definitions
from mockhaus.translation.parsing import parse_data_type

Record = dict[str, Value]
"""A row of a result: its values by the names of the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: an open session, or without one a user; and what a call asks of the context."""

    session_id: str | None = None
    context: SessionRequest = field(default_factory=SessionRequest)


class ManageObjects:
    """Carries out statements given as values. Thread-safe: each runs on its caller's thread."""

    def __init__(self, execute: ExecuteStatement) -> None:
        self._execute = execute

    def __call__(self, statement: Statement, caller: Caller) -> list[Record]:
        """Carry out a statement; the rows of its result."""
        request = StatementRequest(
            sql=text_of(statement), session_id=caller.session_id, context=caller.context, statement_count=1
        )
        records: list[Record] = []
        with self._execute(request) as execution:
            for result in execution:
                names = [column.name for column in result.columns]
                records += (dict(zip(names, row, strict=True)) for row in result.fetch_all())
        return records

    @staticmethod
    def data_type(text: str) -> DataType:
        """The type that a text names; SYNTAX or UNSUPPORTED_DATA_TYPE where it names none."""
        return parse_data_type(text)

    @staticmethod
    def default(text: str) -> Fragment:
        """The expression of a column's default; SYNTAX where the text is none."""
        return definitions.parse_default(text)

    @staticmethod
    def clustering_key(expressions: Sequence[str]) -> str:
        """The clustering key of expressions; SYNTAX where one is none."""
        return definitions.parse_clustering_key(expressions)

    @staticmethod
    def view(text: str) -> CreateView:
        """The definition of a view, from the text that SHOW VIEWS tells."""
        return definitions.parse_view(text)

    @staticmethod
    def query(text: str) -> Fragment:
        """The query that a text holds; SYNTAX where it is none."""
        return definitions.parse_query(text)
