"""Where the SQL API's resources are found."""

from __future__ import annotations

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.sql_api.envelope import STATEMENTS
from mockhaus_adapters.http_falcon.sql_api.statements import CancelResource, StatementResource, StatementsResource
from mockhaus_adapters.http_falcon.workers import Workers


def add_routes(
    app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response],
    use_cases: UseCases,
    workers: Workers,
    limits: Limits,
) -> None:
    """Serve the API."""
    statements = StatementsResource(use_cases, workers, limits)
    app.add_route(STATEMENTS, statements)
    app.add_route(f"{STATEMENTS}/", statements)
    app.add_route(f"{STATEMENTS}/{{handle}}", StatementResource(use_cases, workers, limits))
    app.add_route(f"{STATEMENTS}/{{handle}}/cancel", CancelResource(use_cases, workers, limits))
