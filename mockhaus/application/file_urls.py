"""Where the server's URLs of staged files begin, and the key that signs them. URLs are good as long as the process."""

from __future__ import annotations

import json
import secrets

from mockhaus.domain.errors import unsupported
from mockhaus.domain.file_urls import FileGrant, grant_of
from mockhaus.ports.clock import Clock


class FileUrls:
    """Knows whether a server answers at URLs of files, and signs those that need no privilege. Thread-safe."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._base: str | None = None

    def publish(self, base: str) -> None:
        """A server answers at a base URL from now on."""
        self._base = base.rstrip("/")

    def base(self, account: str) -> str:
        """What file URLs begin with: the server, or the address that an account would have where there is none."""
        return self._base or f"https://{account.lower()}.snowflakecomputing.com"

    def signing(self, user: str, query_id: str, clock: Clock) -> str:
        """What signs URLs in a statement, as the engine's functions read it; refused where nothing would answer."""
        if self._base is None:
            raise unsupported("GET_PRESIGNED_URL and BUILD_SCOPED_FILE_URL where no server runs")
        now = int(clock.now().timestamp())
        return json.dumps({"base": self._base, "key": self._key.hex(), "user": user, "query_id": query_id, "now": now})

    def grant(self, token: str) -> FileGrant | None:
        """What a token grants, whatever the time; None where it was not made here."""
        return grant_of(token, self._key)
