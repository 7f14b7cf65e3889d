"""The ASGI application: the drivers' protocol and the REST APIs over the use cases of one account."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import SnowflakeError
from mockhaus_adapters.http_falcon.arrivals import ArrivalNotes
from mockhaus_adapters.http_falcon.browsers import BrowserGuard
from mockhaus_adapters.http_falcon.compression import Compression
from mockhaus_adapters.http_falcon.configuration import ReadConfiguration, nothing
from mockhaus_adapters.http_falcon.cutting import CuttingApplication
from mockhaus_adapters.http_falcon.driver import routes as driver_routes
from mockhaus_adapters.http_falcon.driver.routes import SingleSlashes
from mockhaus_adapters.http_falcon.errors import on_snowflake_error, on_unexpected_error, serialize_http_error
from mockhaus_adapters.http_falcon.exposition import Exposition, ExpositionResource
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.options import Options
from mockhaus_adapters.http_falcon.request_counts import RequestCounter, RequestCounts
from mockhaus_adapters.http_falcon.request_ids import RequestIds
from mockhaus_adapters.http_falcon.request_log import RequestLog
from mockhaus_adapters.http_falcon.resource_api import routes as resource_api_routes
from mockhaus_adapters.http_falcon.resource_api.routes import TrailingSlash
from mockhaus_adapters.http_falcon.resources.file_urls import (
    FILES_ROUTE,
    PRESIGNED_ROUTE,
    FilesResource,
    PresignedFilesResource,
)
from mockhaus_adapters.http_falcon.resources.transfers import TransferResource
from mockhaus_adapters.http_falcon.rest.callers import Callers
from mockhaus_adapters.http_falcon.rest.calls import Rest
from mockhaus_adapters.http_falcon.rest.resources import add_operations
from mockhaus_adapters.http_falcon.rest.routes import OPERATIONS
from mockhaus_adapters.http_falcon.snowpipe import routes as snowpipe_routes
from mockhaus_adapters.http_falcon.sql_api import routes as sql_api_routes
from mockhaus_adapters.http_falcon.transfers import PREFIX, Signer
from mockhaus_adapters.http_falcon.uploads import WatchedRequest
from mockhaus_adapters.http_falcon.workers import Workers

_Application = falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]


def create_app(
    use_cases: UseCases,
    *,
    version: str,
    limits: Limits | None = None,
    workers: Workers | None = None,
    requests: RequestCounts | None = None,
    exposition: Callable[[], Exposition] | None = None,
    configuration: ReadConfiguration = nothing,
    options: Options | None = None,
) -> _Application:
    """The application over the use cases of one account. Whoever gives the workers closes them after the server.

    `requests` is told of each request. `exposition` is asked for what tells the figures of GET /metrics, which is not
    there without it. `configuration` tells the settings in force.
    """
    limits = limits or Limits()
    workers = workers or Workers(limits.threads)
    requests = requests or RequestCounts()
    options = options or Options()
    app: _Application = CuttingApplication(
        request_type=WatchedRequest,
        middleware=[
            *((ArrivalNotes(use_cases.arrivals),) if use_cases.arrivals.wanted else ()),
            RequestCounter(requests),
            RequestIds(),
            RequestLog(options),
            Compression(options, workers),
            BrowserGuard(local=limits.local, options=options),
            SingleSlashes(),
            TrailingSlash(),
        ],
    )
    app.add_error_handler(Exception, on_unexpected_error)
    app.add_error_handler(SnowflakeError, on_snowflake_error)
    app.set_error_serializer(serialize_http_error)
    files = Signer(secrets.token_urlsafe())
    app.add_route(f"{PREFIX}/{{token}}/{{name:path}}", TransferResource(use_cases, workers, limits, files))
    driver_routes.add_routes(app, use_cases, workers, limits, secret=secrets.token_urlsafe(), files=files)
    sql_api_routes.add_routes(app, use_cases, workers, limits)
    resource_api_routes.add_routes(app, use_cases, workers, limits)
    snowpipe_routes.add_routes(app, use_cases, workers, limits)
    rest = Rest(
        use_cases=use_cases,
        workers=workers,
        limits=limits,
        options=options,
        requests=requests,
        version=version,
        configuration=configuration,
        operations=OPERATIONS,
    )
    callers = Callers(use_cases, workers, options)
    app.add_route(FILES_ROUTE, FilesResource(use_cases, workers, callers))
    app.add_route(PRESIGNED_ROUTE, PresignedFilesResource(use_cases, workers))
    add_operations(app, rest, callers, OPERATIONS)
    if exposition is not None:
        app.add_route("/metrics", ExpositionResource(exposition, workers, callers))
    return app
