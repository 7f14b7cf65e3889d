"""All operations, by family."""

from __future__ import annotations

from mockhaus_adapters.http_falcon.rest import (
    admin,
    catalog,
    documentation,
    figures,
    health,
    history,
    logins,
    own_stage,
    queries,
    query_results,
    sample_data,
    sessions,
    stages,
)
from mockhaus_adapters.http_falcon.rest.operations import Operation

OPERATIONS: tuple[Operation, ...] = (
    *logins.OPERATIONS,
    *sessions.OPERATIONS,
    *queries.OPERATIONS,
    *query_results.OPERATIONS,
    *history.OPERATIONS,
    *catalog.OPERATIONS,
    *stages.OPERATIONS,
    *own_stage.OPERATIONS,
    *sample_data.OPERATIONS,
    *figures.OPERATIONS,
    *health.OPERATIONS,
    *admin.OPERATIONS,
    *documentation.OPERATIONS,
)
"""The REST API."""
