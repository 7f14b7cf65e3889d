"""Where the protocol's resources are found."""

from __future__ import annotations

import re

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.driver.chunks import ChunkResource, ChunkSigner
from mockhaus_adapters.http_falcon.driver.queries import (
    AbortRequestResource,
    AbortResource,
    MonitoringResource,
    QueryRequestResource,
    ResultResource,
)
from mockhaus_adapters.http_falcon.driver.sessions import (
    HeartbeatResource,
    LoginResource,
    SessionResource,
    TelemetryResource,
    TokenResource,
)
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.transfers import Signer
from mockhaus_adapters.http_falcon.workers import Workers

_SLASHES = re.compile("//+")


class SingleSlashes:
    """Middleware: some drivers double the slashes of their paths."""

    async def process_request(self, request: falcon.asgi.Request, _response: falcon.asgi.Response) -> None:
        """Take the path without the doubles; in a path of the REST API they may be a file's own."""
        if "//" in request.path and not request.path.startswith("/api/"):
            request.path = _SLASHES.sub("/", request.path)


def add_routes(
    app: falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response],
    use_cases: UseCases,
    workers: Workers,
    limits: Limits,
    *,
    secret: str,
    files: Signer,
) -> None:
    """Serve the protocol. `secret` signs the URLs of results, `files` those of staged files."""
    chunks = ChunkSigner(secret)
    app.add_route("/session/v1/login-request", LoginResource(use_cases, workers, limits))
    app.add_route("/session/token-request", TokenResource(use_cases, workers, limits))
    app.add_route("/session/heartbeat", HeartbeatResource(use_cases, workers, limits))
    app.add_route("/session", SessionResource(use_cases, workers, limits))
    app.add_route("/queries/v1/query-request", QueryRequestResource(use_cases, workers, limits, chunks, files))
    app.add_route("/queries/v1/abort-request", AbortRequestResource(use_cases, workers, limits))
    app.add_route("/queries/{query_id}/result", ResultResource(use_cases, workers, limits, chunks, files))
    app.add_route("/queries/{query_id}/abort-request", AbortResource(use_cases, workers, limits))
    app.add_route("/monitoring/queries/{query_id}", MonitoringResource(use_cases, workers, limits))
    app.add_route("/telemetry/send", TelemetryResource(use_cases, workers, limits))
    app.add_route("/telemetry/send/sessionless", TelemetryResource(use_cases, workers, limits))
    app.add_route(
        "/results/{query_id}/{part:int(min=0)}/{encoding}/{signature}", ChunkResource(use_cases, workers, chunks)
    )
