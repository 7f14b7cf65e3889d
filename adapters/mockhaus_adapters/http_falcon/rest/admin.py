"""What administrators look at and end: settings, pool, sessions, statements, results, and the account itself."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import Field

from mockhaus_adapters.http_falcon.rest import history, queries
from mockhaus_adapters.http_falcon.rest.calls import Call
from mockhaus_adapters.http_falcon.rest.figures import PoolDocument, ResultStoreDocument
from mockhaus_adapters.http_falcon.rest.operations import Access, BodyModel, Example, Operation, Success
from mockhaus_adapters.http_falcon.rest.sessions import (
    SESSION_EXAMPLE,
    SessionDocument,
    SessionPath,
    Sessions,
    SessionTold,
    session_fields,
)

_log = logging.getLogger(__name__)


class ResetBody(BodyModel):
    """That it is meant."""

    confirm: Annotated[Literal["RESET"], Field(description="The word RESET.")]


@dataclass(frozen=True, kw_only=True)
class SettingDocument:
    """A setting in force."""

    name: Annotated[str, Field(examples=["server.port"])]
    value: Annotated[str | int | float | bool | list[str] | None, Field(description="Secrets are hidden.")]
    origin: Annotated[str, Field(description="`default`, `flag`, the file, or the environment variable.")]


@dataclass(frozen=True, kw_only=True)
class Configuration(Success):
    """The settings, in their order."""

    data: list[SettingDocument]


@dataclass(frozen=True, kw_only=True)
class PoolAnswer(PoolDocument, Success):
    """How full the pool is."""


@dataclass(frozen=True, kw_only=True)
class ResultStoreAnswer(ResultStoreDocument, Success):
    """What is kept."""


@dataclass(frozen=True, kw_only=True)
class AccountReset(Success):
    """The account is as on its first start."""


async def get_configuration(call: Call) -> Configuration:
    """The settings."""
    found = await call.rest.workers.run_errand(lambda: list(call.rest.configuration()))
    return Configuration(data=[SettingDocument(name=item.name, value=item.value, origin=item.origin) for item in found])


async def get_pool(call: Call) -> PoolAnswer:
    """The pool."""
    return PoolAnswer(**asdict(call.rest.use_cases.sessions.pool_figures()))


async def get_result_store(call: Call) -> ResultStoreAnswer:
    """The results."""
    figures = (await call.rest.workers.run_errand(call.rest.use_cases.figures)).results
    return ResultStoreAnswer(kept=figures.results, memory_bytes=figures.memory, disk_bytes=figures.disk)


async def list_all_sessions(call: Call) -> Sessions:
    """Everybody's sessions."""
    records = await call.rest.workers.run_errand(call.rest.use_cases.sessions.list)
    return Sessions(data=[SessionDocument(**session_fields(record)) for record in records])


async def kill_session(call: Call, *, path: SessionPath) -> SessionTold:
    """Close anybody's session."""
    sessions = call.rest.use_cases.sessions
    await call.rest.workers.run_at_once(lambda: sessions.close(path.session_id, "closed by an administrator"))
    return SessionTold(session_id=path.session_id)


async def reset_account(call: Call, *, body: ResetBody) -> AccountReset:  # noqa: ARG001 - the body is the confirmation
    """Empty the account."""
    _log.warning("%s resets the account", call.caller.user or "somebody")
    await call.rest.workers.run_at_once(call.rest.use_cases.reset)
    return AccountReset()


_TAG = "administration"
_OK: dict[str, Any] = {"success": True}
_SESSION = {"session_id": SESSION_EXAMPLE["session_id"]}
_SETTING = {"name": "account", "value": "MOCKHAUS", "origin": "default"}


def _for_administrators(known: str, *, name: str, path: str, summary: str) -> Operation:
    """An operation of the statements' own, for administrators, who see everybody's there too."""
    found = next(item for item in (*history.OPERATIONS, *queries.OPERATIONS) if item.name == known)
    return replace(found, name=name, path=path, tag=_TAG, summary=summary, access=Access.ADMINISTRATOR)


OPERATIONS = (
    Operation(
        method="GET",
        path="/api/v1/admin/config",
        name="getConfiguration",
        tag=_TAG,
        summary="The settings in force, and where each came from",
        handler=get_configuration,
        access=Access.ADMINISTRATOR,
        examples=(Example(summary="All", answer={**_OK, "data": [_SETTING]}),),
    ),
    Operation(
        method="GET",
        path="/api/v1/admin/pool",
        name="getPool",
        tag=_TAG,
        summary="The connections of calls without a session",
        handler=get_pool,
        access=Access.ADMINISTRATOR,
        examples=(Example(summary="The pool", answer={**_OK, "size": 16, "in_use": 0, "idle": 1}),),
    ),
    Operation(
        method="GET",
        path="/api/v1/admin/results",
        name="getResultStore",
        tag=_TAG,
        summary="The results that are kept",
        handler=get_result_store,
        access=Access.ADMINISTRATOR,
        examples=(Example(summary="The store", answer={**_OK, "kept": 1, "memory_bytes": 512, "disk_bytes": 0}),),
    ),
    Operation(
        method="GET",
        path="/api/v1/admin/sessions",
        name="listAllSessions",
        tag=_TAG,
        summary="List everybody's open sessions",
        handler=list_all_sessions,
        access=Access.ADMINISTRATOR,
        examples=(Example(summary="All", answer={**_OK, "data": [SESSION_EXAMPLE]}),),
    ),
    Operation(
        method="DELETE",
        path="/api/v1/admin/sessions/{session_id}",
        name="killSession",
        tag=_TAG,
        summary="Close anybody's session",
        description="What it runs is cancelled, its transaction undone, and its temporary objects are gone.",
        handler=kill_session,
        access=Access.ADMINISTRATOR,
        examples=(Example(summary="By its id", path=_SESSION, answer={**_OK, **_SESSION}),),
        errors=(404,),
    ),
    _for_administrators(
        "listRunningStatements",
        name="listEverybodysStatements",
        path="/api/v1/admin/statements",
        summary="List the statements that run",
    ),
    _for_administrators(
        "cancelStatement",
        name="cancelAnybodysStatement",
        path="/api/v1/admin/statements/{query_id}/cancel",
        summary="Stop anybody's statement",
    ),
    Operation(
        method="POST",
        path="/api/v1/admin/reset",
        name="resetAccount",
        tag=_TAG,
        summary="Empty the account: as it was on its first start",
        description=(
            "Statements are cancelled, sessions closed; databases, stages, results, the history, warehouses, roles and "
            "users are gone, but for those that every account begins with: where `auth.mode` is `password`, nobody has "
            "one then. It is refused unless `admin.allow_reset` is set or the account is in memory."
        ),
        handler=reset_account,
        access=Access.ADMINISTRATOR,
        examples=(Example(summary="Meaning it", body={"confirm": "RESET"}, answer=_OK),),
        errors=(409,),
    ),
)
"""Operations of administrators."""
