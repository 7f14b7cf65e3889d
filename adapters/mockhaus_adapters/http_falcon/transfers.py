"""Presigned URLs of staged files: whoever holds one may put or get that one file, without a session, for some hours.

They look as those of Google Cloud Storage do, which every official driver uses over plain HTTP.
"""

from __future__ import annotations

import base64
import enum
import hashlib
import hmac
import itertools
import json
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

import falcon

PREFIX = "/stage-files"
_HOURS = 12
_SIGNED_HEADERS = "content-encoding;host;x-goog-if-generation-match;x-goog-meta-sfc-digest"
_PURPOSE = b"mockhaus staged files\0"


class Purpose(enum.Enum):
    """What a URL is for."""

    UPLOAD = "u"
    COMPRESSING_UPLOAD = "c"
    """As UPLOAD, but with `.gz` behind the name if the content is gzip."""
    PATTERN = "p"
    """Nothing yet: the driver is to ask again for each file of a pattern."""
    DOWNLOAD = "d"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a URL allows: to put or to get the file of a path below a location of the stage store."""

    purpose: Purpose
    location: str
    path: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


class ExpiredUrl(falcon.HTTPBadRequest):
    """Status 400: what makes drivers ask for a new URL, by running the statement again."""

    def __init__(self, reason: str) -> None:
        super().__init__(title="ExpiredToken", description=reason)


class Signer:
    """Makes URLs that nobody can make or change without the secret. Thread-safe."""

    def __init__(self, secret: str, *, now: Callable[[], float] = time.time) -> None:
        self._key = hmac.digest(secret.encode(), _PURPOSE, hashlib.sha256)
        self._now = now
        self._numbers = itertools.count()

    def url(self, base_url: str, grant: Grant) -> str:
        """The URL of a file on the server that a client reaches at the base URL."""
        query = urllib.parse.urlencode({"X-Goog-SignedHeaders": _SIGNED_HEADERS})
        return f"{base_url}{PREFIX}/{self._token(grant)}/{urllib.parse.quote(grant.name, safe='')}?{query}"

    def grant(self, token: str, name: str) -> Grant:
        """What the path of a URL allows.

        Status 403 where it was not made here; ExpiredUrl where its time is over or it is for a pattern.
        """
        payload, _, signature = token.partition(".")
        found = _read(payload) if self._is_ours(payload, signature) else None
        if found is None or found[0].name != name:
            raise falcon.HTTPForbidden(description="this URL was not made by this server")
        if found[0].purpose is Purpose.PATTERN:
            raise ExpiredUrl("each file has a URL of its own")
        if found[1] < self._now():
            raise ExpiredUrl("the time of this URL is over")
        return found[0]

    def _token(self, grant: Grant) -> str:
        expiry = int(self._now()) + _HOURS * 3600
        number = next(self._numbers)  # so that no two tokens are the same
        content = json.dumps([grant.purpose.value, grant.location, grant.path, expiry, number], ensure_ascii=False)
        payload = _encoded(content.encode())
        return f"{payload}.{self._signature(payload)}"

    def _signature(self, payload: str) -> str:
        return _encoded(hmac.digest(self._key, payload.encode(), hashlib.sha256))

    def _is_ours(self, payload: str, signature: str) -> bool:
        return hmac.compare_digest(self._signature(payload).encode(), signature.encode())


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _read(payload: str) -> tuple[Grant, int]:
    """The content of a token whose signature is right."""
    purpose, location, path, expiry, _ = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return Grant(Purpose(purpose), location, path), expiry
