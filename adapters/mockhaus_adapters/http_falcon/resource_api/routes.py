"""Where the API's resources are found. What Snowflake has and Mockhaus has not is refused by name."""

from __future__ import annotations

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.resource_api.databases import Databases
from mockhaus_adapters.http_falcon.resource_api.refusals import RefusedResource
from mockhaus_adapters.http_falcon.resource_api.resource_types import ResourceType
from mockhaus_adapters.http_falcon.resource_api.resources import (
    CollectionActionResource,
    CollectionResource,
    ObjectResource,
    PartResource,
)
from mockhaus_adapters.http_falcon.resource_api.roles import Roles
from mockhaus_adapters.http_falcon.resource_api.schemas import Schemas
from mockhaus_adapters.http_falcon.resource_api.sequences import Sequences
from mockhaus_adapters.http_falcon.resource_api.tables import Tables
from mockhaus_adapters.http_falcon.resource_api.users import Users
from mockhaus_adapters.http_falcon.resource_api.views import Views
from mockhaus_adapters.http_falcon.resource_api.warehouses import Warehouses
from mockhaus_adapters.http_falcon.workers import Workers

_ROOT = "/api/v2"
_TYPES: tuple[tuple[str, str, ResourceType], ...] = (
    ("/databases", "{database}", Databases()),
    ("/databases/{database}/schemas", "{schema}", Schemas()),
    ("/databases/{database}/schemas/{schema}/tables", "{name}", Tables()),
    ("/databases/{database}/schemas/{schema}/sequences", "{name}", Sequences()),
    ("/databases/{database}/schemas/{schema}/views", "{name}", Views()),
    ("/warehouses", "{name}", Warehouses()),
    ("/roles", "{name}", Roles()),
    ("/users", "{name}", Users()),
)
"""The types, with their paths and the field of a name."""


class TrailingSlash:
    """Middleware: the paths of collections may end with a slash."""

    async def process_request(self, request: falcon.asgi.Request, _response: falcon.asgi.Response) -> None:
        """Take the path without it."""
        if request.path.startswith(_ROOT) and request.path.endswith("/"):
            request.path = request.path.rstrip("/")


def add_routes(
    app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response],
    use_cases: UseCases,
    workers: Workers,
    limits: Limits,
) -> None:
    """Serve the API."""
    for path, name, found in _TYPES:
        app.add_route(_ROOT + path, CollectionResource(use_cases, workers, limits, found))
        app.add_route(f"{_ROOT}{path}/{name}", ObjectResource(use_cases, workers, limits, found))
        for part in found.parts():
            resource = PartResource(use_cases, workers, limits, found, part)
            app.add_route(f"{_ROOT}{path}/{name}/{part}", resource)
        for action in found.collection_actions():
            collection = CollectionActionResource(use_cases, workers, limits, found, action)
            app.add_route(f"{_ROOT}{path}:{action}", collection)
    app.add_sink(RefusedResource(use_cases, workers, limits), prefix=f"{_ROOT}/(?!statements(?:/|$)).+")
