"""What databases and schemas have in common."""

from __future__ import annotations

from typing import ClassVar

from mockhaus.application.manage_objects import Record
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.http_falcon.resource_api import values
from mockhaus_adapters.http_falcon.resource_api.bodies import Body
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.values import Document

TRANSIENT = "TRANSIENT"
NUMBERS = (
    "data_retention_time_in_days",
    "max_data_extension_time_in_days",
    "suspend_task_after_num_failures",
    "user_task_timeout_ms",
)
TEXTS = ("default_ddl_collation", "log_level", "trace_level", "user_task_managed_initial_warehouse_size")


class ContainerBody(Body):
    """What may be set of a database or schema."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {
            *("created_on", "is_default", "is_current", "owner", "options", "retention_time", "dropped_on", "budget"),
            *("owner_role_type", "database_name", "origin"),
        }
    )
    refused: ClassVar[frozenset[str]] = frozenset(
        {"point_of_time", "serverless_task_min_statement_size", "serverless_task_max_statement_size"}
    )
    apart: ClassVar[frozenset[str]] = frozenset({"name", "kind", "comment", "managed_access"})

    kind: str | None = None
    comment: str | None = None
    data_retention_time_in_days: int | None = None
    default_ddl_collation: str | None = None
    log_level: str | None = None
    max_data_extension_time_in_days: int | None = None
    suspend_task_after_num_failures: int | None = None
    trace_level: str | None = None
    user_task_managed_initial_warehouse_size: str | None = None
    user_task_timeout_ms: int | None = None

    def is_transient(self, given: Parameters) -> bool:
        """Whether the body, or the query string, asks for a transient one."""
        kind = (given.text("kind") or self.kind or "").upper()
        if kind not in ("", "PERMANENT", TRANSIENT):
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"The kind {kind} is not known.")
        return kind == TRANSIENT


def shown(row: Record, parameters: dict[str, str] | None = None) -> Document:
    """A database or schema, with the parameters that it sets itself where they are known."""
    own = parameters or {}
    return {
        "name": values.name(row["name"]),
        "kind": TRANSIENT if TRANSIENT in str(row["options"]) else "PERMANENT",
        "is_default": values.flag(row["is_default"]),
        "is_current": values.flag(row["is_current"]),
        "retention_time": values.number(row["retention_time"]),
        "budget": None,
        **values.picked(row, "created_on", "dropped_on", "owner", "owner_role_type", "comment", "options"),
        **values.numbers(own, NUMBERS),
        **values.texts(own, TEXTS),
        "serverless_task_min_statement_size": None,
        "serverless_task_max_statement_size": None,
    }
