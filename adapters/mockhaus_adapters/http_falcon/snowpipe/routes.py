"""Where the resources of pipes are found."""

from __future__ import annotations

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.snowpipe.resources import (
    InsertFilesResource,
    InsertReportResource,
    LoadHistoryResource,
)
from mockhaus_adapters.http_falcon.workers import Workers

_PIPE = "/v1/data/pipes/{pipe}"


def add_routes(
    app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response],
    use_cases: UseCases,
    workers: Workers,
    limits: Limits,
) -> None:
    """Serve the API."""
    app.add_route(f"{_PIPE}/insertFiles", InsertFilesResource(use_cases, workers, limits))
    app.add_route(f"{_PIPE}/insertReport", InsertReportResource(use_cases, workers, limits))
    app.add_route(f"{_PIPE}/loadHistoryScan", LoadHistoryResource(use_cases, workers, limits))
