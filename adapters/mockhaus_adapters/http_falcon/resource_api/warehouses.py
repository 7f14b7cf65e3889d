"""Warehouses: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api/warehouses/warehouses-introduction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from mockhaus.application.manage_objects import Record
from mockhaus.domain.account.objects import AccountKind
from mockhaus.domain.account.statements import (
    AbortAllQueries,
    AccountAction,
    AlterAccountObject,
    CreateAccountObject,
    DropAccountObject,
    Properties,
    Rename,
    Resume,
    Suspend,
)
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, Options, Show, Use
from mockhaus_adapters.http_falcon.resource_api import values
from mockhaus_adapters.http_falcon.resource_api.bodies import Body, definition, read
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.resource_types import Action, Place, Request, ResourceType
from mockhaus_adapters.http_falcon.resource_api.values import Document

_KIND = AccountKind.WAREHOUSE
_COUNTS = (
    *("started_clusters", "running", "queued", "min_cluster_count", "max_cluster_count", "auto_suspend"),
    "query_acceleration_max_scale_factor",
)
_AS_THEY_ARE = (
    *("state", "scaling_policy", "auto_resume", "comment", "enable_query_acceleration", "type", "size", "owner"),
    *("available", "provisioning", "quiescing", "other", "created_on", "resumed_on", "updated_on", "owner_role_type"),
)
_PARAMETERS = ("max_concurrency_level", "statement_queued_timeout_in_seconds", "statement_timeout_in_seconds")


class WarehouseBody(Body):
    """What may be set of a warehouse. `type` and `size` are other names of `warehouse_type` and `warehouse_size`."""

    read_only: ClassVar[frozenset[str]] = frozenset(
        {
            *(
                "state",
                "started_clusters",
                "running",
                "queued",
                "is_default",
                "is_current",
                "available",
                "provisioning",
            ),
            *("quiescing", "other", "created_on", "resumed_on", "updated_on", "owner", "budget", "kind"),
            *("owner_role_type",),
        }
    )
    refused: ClassVar[frozenset[str]] = frozenset(
        {
            *("warehouse_credit_limit", "target_statement_size", "query_throughput_multiplier"),
            "max_query_performance_level",
        }
    )
    apart: ClassVar[frozenset[str]] = frozenset({"name", "type", "size", "wait_for_completion"})

    warehouse_type: str | None = None
    warehouse_size: str | None = None
    type: str | None = None
    size: str | None = None
    wait_for_completion: str | bool | None = None
    max_cluster_count: int | None = None
    min_cluster_count: int | None = None
    scaling_policy: str | None = None
    auto_suspend: int | None = None
    auto_resume: str | bool | None = None
    initially_suspended: str | bool | None = None
    resource_monitor: str | None = None
    comment: str | None = None
    enable_query_acceleration: str | bool | None = None
    query_acceleration_max_scale_factor: int | None = None
    max_concurrency_level: int | None = None
    statement_queued_timeout_in_seconds: int | None = None
    statement_timeout_in_seconds: int | None = None

    def properties(self) -> Options:
        """The properties that are given; a resize is complete at once, so nobody waits for it."""
        found = dict(super().properties())
        if self.type:
            found.setdefault("WAREHOUSE_TYPE", self.type)
        if self.size:
            found.setdefault("WAREHOUSE_SIZE", self.size)
        return tuple(found.items())


class Warehouses(ResourceType):
    """Warehouses."""

    kind = "Warehouse"
    plural = "WAREHOUSES"
    listed = frozenset({"like"})

    def _listed(self, calls: Calls, _: Place, statement: Show, __: Parameters) -> list[Document]:
        return [_shown(row, {}) for row in calls.shown(statement)]

    def _creation(self, _: Calls, __: Place, request: Request, mode: CreateMode) -> CreateAccountObject:
        body = read(WarehouseBody, request.body)
        return CreateAccountObject(_KIND, identifier(body.name), mode, Properties(body.properties()))

    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One warehouse."""
        row = calls.one(Show(kind=self.plural), self.kind, name.name, name)
        return _shown(row, calls.own_parameters("WAREHOUSE", name))

    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """CREATE OR ALTER WAREHOUSE."""
        body = definition(WarehouseBody, request.body, name)
        properties = Properties(body.properties())
        return calls.done(CreateAccountObject(_KIND, name.name, CreateMode.OR_ALTER, properties))

    def _drop(self, name: QualifiedName, given: Parameters) -> DropAccountObject:
        return DropAccountObject(_KIND, name.name, given.flag("ifExists"))

    def actions(self) -> Mapping[str, Action]:
        """Suspending, resuming, aborting, renaming and using."""
        return {
            "suspend": lambda calls, name, request: _altered(calls, name, request, Suspend()),
            "resume": lambda calls, name, request: _altered(calls, name, request, Resume()),
            "abort": lambda calls, name, request: _altered(calls, name, request, AbortAllQueries()),
            "rename": _rename,
            "use": _use,
        }


def _shown(row: Record, parameters: Mapping[str, str]) -> Document:
    return {
        "name": values.name(row["name"]),
        "warehouse_type": row["type"],
        "warehouse_size": row["size"],
        "is_default": values.flag(row["is_default"]),
        "is_current": values.flag(row["is_current"]),
        "resource_monitor": values.text(row["resource_monitor"]),
        "kind": None,
        "budget": None,
        **values.picked(row, *_AS_THEY_ARE, *_COUNTS),
        **values.numbers(parameters, _PARAMETERS),
    }


def _altered(calls: Calls, name: QualifiedName, request: Request, action: AccountAction) -> Document:
    request.parameters.check({"ifExists"})
    return calls.done(AlterAccountObject(_KIND, name.name, action, request.parameters.flag("ifExists")))


def _rename(calls: Calls, name: QualifiedName, request: Request) -> Document:
    body = read(WarehouseBody, request.body)
    return _altered(calls, name, request, Rename(identifier(body.name)))


def _use(calls: Calls, name: QualifiedName, request: Request) -> Document:
    request.parameters.check(())
    return calls.done(Use("WAREHOUSE", name))
