"""Whether the server can answer."""

from __future__ import annotations

import falcon
import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus_adapters.http_falcon.envelope import dump
from mockhaus_adapters.http_falcon.workers import Workers


class HealthResource:
    """GET /api/v1/health."""

    def __init__(self, use_cases: UseCases, workers: Workers, version: str) -> None:
        self._use_cases = use_cases
        self._workers = workers
        self._version = version

    async def on_get(self, _request: falcon.asgi.Request, response: falcon.asgi.Response) -> None:
        """`healthy` with every check, or `unhealthy` and status 503 where one failed."""
        report = await self._workers.run_errand(self._use_cases.health.ready)
        healthy = report.healthy
        response.status = 200 if healthy else 503
        response.data = dump(
            {
                "status": "healthy" if healthy else "unhealthy",
                "version": self._version,
                "checks": [
                    {
                        "name": check.name,
                        "healthy": check.healthy,
                        "duration_ms": round(check.duration_ms, 3),
                        "detail": check.detail,
                    }
                    for check in report.checks
                ],
            }
        )
        response.content_type = falcon.MEDIA_JSON
