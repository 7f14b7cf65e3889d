"""Sessions: create, list, look at, close, and stop what they run."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from mockhaus.application.manage_sessions import SessionRequest
from mockhaus.domain.sessions.record import SessionRecord
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.operations import BodyModel, Example, Operation, PathModel, Success


class SessionPath(PathModel):
    """A session by its id."""

    session_id: Annotated[str, Field(description="The session's id.")]


class SessionBody(BodyModel):
    """The session to create. Names are identifiers, quotes included; what is not given is the default."""

    user: str | None = None
    role: str | None = None
    database: str | None = None
    schema_: Annotated[str | None, Field(alias="schema")] = None
    warehouse: str | None = None
    parameters: Annotated[
        dict[str, str | int | bool], Field(description="Session parameters by name, as of ALTER SESSION.")
    ] = {}  # noqa: RUF012 - pydantic copies it

    def request(self) -> SessionRequest:
        """What is asked of the core."""
        return SessionRequest(
            user=self.user,
            role=self.role,
            database=self.database,
            schema=self.schema_,
            warehouse=self.warehouse,
            parameters={
                name: str(value).lower() if isinstance(value, bool) else str(value)
                for name, value in self.parameters.items()
            },
            client="REST",
        )


@dataclass(frozen=True, kw_only=True)
class SessionDocument:
    """An open session. Names are stored names."""

    session_id: str
    user: str
    role: str
    database: str | None
    schema: str | None
    warehouse: str | None
    client: Annotated[str, Field(description="The program that opened it.")]
    created_at: dt.datetime
    last_used_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class SessionAnswer(SessionDocument, Success):
    """One session."""


@dataclass(frozen=True, kw_only=True)
class SessionCreated(SessionAnswer):
    """The session that was created."""

    STATUS: ClassVar[int] = 201


@dataclass(frozen=True, kw_only=True)
class Sessions(Success):
    """Sessions, the newest first."""

    data: list[SessionDocument]


@dataclass(frozen=True, kw_only=True)
class SessionTold(Success):
    """The session that something was done to."""

    session_id: str


async def create_session(call: Call, *, body: SessionBody) -> SessionCreated:
    """Open a session."""
    asked = call.in_their_name(body.request())
    record = await call.rest.workers.run_errand(lambda: call.rest.use_cases.sessions.create(asked))
    return SessionCreated(**session_fields(record))


async def list_sessions(call: Call) -> Sessions:
    """List the open ones that the caller may see."""
    records = await call.rest.workers.run_errand(call.rest.use_cases.sessions.list)
    visible = (record for record in records if call.caller.may_see(record.user))
    return Sessions(data=[SessionDocument(**session_fields(record)) for record in visible])


async def get_session(call: Call, *, path: SessionPath) -> SessionAnswer:
    """Look at one."""
    return SessionAnswer(**session_fields(call.session(path.session_id)))


async def close_session(call: Call, *, path: SessionPath) -> SessionTold:
    """Close one."""
    record = call.session(path.session_id)
    await call.rest.workers.run_at_once(lambda: call.rest.use_cases.sessions.close(record.session_id))
    return SessionTold(session_id=record.session_id)


async def cancel_session(call: Call, *, path: SessionPath) -> SessionTold:
    """Stop what one runs."""
    record = call.session(path.session_id)
    call.rest.use_cases.cancel.session(record.session_id)
    return SessionTold(session_id=record.session_id)


def session_fields(record: SessionRecord) -> dict[str, Any]:
    """The fields of a session's document."""
    return {
        "session_id": record.session_id,
        "user": record.user,
        "role": record.role,
        "database": record.database,
        "schema": record.schema,
        "warehouse": record.warehouse,
        "client": record.client,
        "created_at": record.created_at,
        "last_used_at": record.last_used_at,
    }


_TAG = "sessions"
SESSION_EXAMPLE = {
    "session_id": "104957264930478130",
    "user": "MOCKHAUS",
    "role": "ACCOUNTADMIN",
    "database": "SHOP",
    "schema": "PUBLIC",
    "warehouse": "COMPUTE_WH",
    "client": "REST",
    "created_at": "2026-01-31T12:00:00.000000Z",
    "last_used_at": "2026-01-31T12:00:00.000000Z",
}
_EXAMPLE = {"success": True, **SESSION_EXAMPLE}
_TOLD = {"success": True, "session_id": "104957264930478130"}
_PATH = {"session_id": "104957264930478130"}

OPERATIONS = (
    Operation(
        method="POST",
        path="/api/v1/sessions",
        name="createSession",
        tag=_TAG,
        summary="Open a session",
        handler=create_session,
        examples=(Example(summary="In a database", body={"database": "SHOP"}, status=201, answer=_EXAMPLE),),
        errors=(404, 429),
    ),
    Operation(
        method="GET",
        path="/api/v1/sessions",
        name="listSessions",
        tag=_TAG,
        summary="List the open sessions",
        description="A user who is no administrator sees their own alone, where `auth.mode` is `password`.",
        handler=list_sessions,
        examples=(Example(summary="All", answer={"success": True, "data": [SESSION_EXAMPLE]}),),
    ),
    Operation(
        method="GET",
        path="/api/v1/sessions/{session_id}",
        name="getSession",
        tag=_TAG,
        summary="Look at a session",
        handler=get_session,
        examples=(Example(summary="By its id", path=_PATH, answer=_EXAMPLE),),
        errors=(404,),
    ),
    Operation(
        method="DELETE",
        path="/api/v1/sessions/{session_id}",
        name="closeSession",
        tag=_TAG,
        summary="Close a session",
        description="What it runs is cancelled, its transaction undone, and its temporary objects are gone.",
        handler=close_session,
        examples=(Example(summary="By its id", path=_PATH, answer=_TOLD),),
        errors=(404,),
    ),
    Operation(
        method="POST",
        path="/api/v1/sessions/{session_id}/cancel",
        name="cancelSession",
        tag=_TAG,
        summary="Stop what a session runs now; it stays open",
        handler=cancel_session,
        examples=(Example(summary="By its id", path=_PATH, answer=_TOLD),),
        errors=(404,),
    ),
)
"""Operations on sessions."""
