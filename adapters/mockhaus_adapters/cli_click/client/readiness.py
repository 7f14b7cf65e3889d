"""Whether a server says that it can carry out statements."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from contextlib import closing
from dataclasses import dataclass, field

_PATH = "/api/v1/health/ready"
_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Readiness:
    """What it said: ready or not, None where it did not answer; and the names of the checks that failed."""

    ready: bool | None = None
    unhealthy: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """The same in words."""
        if self.ready is None:
            return "it does not say whether it is ready"
        return "it is ready" if self.ready else f"it is not ready: {', '.join(self.unhealthy)}"


def readiness(url: str) -> Readiness:
    """Ask the server at a URL."""
    parts = urllib.parse.urlsplit(url)
    try:
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_SECONDS)) as connection:
            connection.request("GET", _PATH)
            answer = json.loads(connection.getresponse().read())
            unhealthy = [check["name"] for check in answer["checks"] if not check["healthy"]]
            return Readiness(answer["status"] == "healthy", unhealthy)
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return Readiness()
