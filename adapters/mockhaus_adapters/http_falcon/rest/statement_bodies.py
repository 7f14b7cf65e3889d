"""What is sent to run or translate statements."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from mockhaus.application.execute_statement import StatementRequest
from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.results import Value
from mockhaus_adapters.http_falcon.models import bound_value
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import BodyModel
from mockhaus_adapters.http_falcon.rest.result_rows import RowFormat

_FEW = 1_000
"""Bound values that are read on the event loop."""


class StatementBody(BodyModel):
    """SQL, where it is to run, and its bound values. Names are identifiers, quotes included."""

    sql: str
    session_id: Annotated[
        str | None, Field(description="The session to work in; without one there is a new one for this call.")
    ] = None
    database: str | None = None
    schema_: Annotated[str | None, Field(alias="schema")] = None
    role: str | None = None
    warehouse: str | None = None
    params: Annotated[
        list[Any] | dict[str, Any] | None,
        Field(
            description="Bound values: a list for `?` and `:1`, an object for `:name`. Each is a JSON scalar, or "
            '`{"type": "DATE", "value": "2024-01-31"}` for what JSON cannot say.'
        ),
    ] = None

    def request(self, call: Call) -> StatementRequest:
        """What is asked of the core, in the caller's name."""
        session_id = call.session_id(self.session_id)
        context = SessionRequest(
            database=self.database, schema=self.schema_, role=self.role, warehouse=self.warehouse, client="REST"
        )
        if session_id is None:
            context = call.in_their_name(context)
        return StatementRequest(sql=self.sql, session_id=session_id, context=context, parameters=self._values())

    async def asked(self, call: Call) -> StatementRequest:
        """The same, found on a thread where there are many values."""
        if len(self.params or ()) <= _FEW:
            return self.request(call)
        return await call.rest.workers.run(lambda: self.request(call))

    def _values(self) -> list[Value] | dict[str, Value] | None:
        if isinstance(self.params, dict):
            return {name: bound_value(value) for name, value in self.params.items()}
        return None if self.params is None else [bound_value(value) for value in self.params]


class StatementsBody(StatementBody):
    """Statements to run, and how their answer is to look."""

    timeout: Annotated[float | None, Field(gt=0, description="Seconds for each statement.")] = None
    statement_count: Annotated[
        int | None, Field(ge=0, description="How many statements there must be; 0 for any number.")
    ] = None
    row_format: Annotated[RowFormat, Field(description="What a row is, in JSON and in NDJSON.")] = "objects"
    csv_header: Annotated[bool, Field(description="Whether CSV begins with a line of column names.")] = True
    asynchronous: Annotated[
        bool, Field(alias="async", description="Answer at once with a query id; the result is fetched by it.")
    ] = False
