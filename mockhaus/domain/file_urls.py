"""URLs that give access to one staged file: what they grant, in a text that nobody without the key can make or change.

Follows https://docs.snowflake.com/en/user-guide/unstructured-intro (types of URLs available to access files).
"""

from __future__ import annotations

import base64
import binascii
import enum
import hashlib
import hmac
import json
from dataclasses import dataclass
from urllib.parse import quote

FILES = "/api/files"
"""Where file URLs and scoped URLs lead."""
PRESIGNED = "/presigned-files"
"""Where presigned URLs lead."""
LONGEST_SECONDS = 604_800
"""How long a presigned URL may hold."""
SCOPED_SECONDS = 86_400
"""How long a scoped URL holds."""


class Purpose(enum.Enum):
    """Who may use a URL: whoever has it, or the user whose query made it."""

    PRESIGNED = "P"
    SCOPED = "S"


@dataclass(frozen=True, slots=True)
class FileGrant:
    """Access to the file of a path on a stage, given by full name and folder, until a moment in seconds of Unix time.

    The folder tells the stage from a later one of its name.
    """

    purpose: Purpose
    stage: tuple[str, ...]
    folder: str
    path: str
    user: str
    expires: int

    def token(self, key: bytes) -> str:
        """The grant as a text for URLs, with its signature."""
        fields = [self.purpose.value, list(self.stage), self.folder, self.path, self.user, self.expires]
        content = _encoded(
            json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        )
        return f"{content}.{_signature(content, key)}"


def grant_of(token: str, key: bytes) -> FileGrant | None:
    """What a token grants, whatever the time; None where it was not made with the key."""
    content, _, signature = token.partition(".")
    if not hmac.compare_digest(_signature(content, key).encode(), signature.encode("utf-8", "surrogatepass")):
        return None
    try:
        purpose, stage, folder, path, user, expires = json.loads(_decoded(content))
    except (binascii.Error, ValueError):
        return None
    return FileGrant(Purpose(purpose), tuple(stage), folder, path, user, expires)


def presigned_url(base: str, grant: FileGrant, key: bytes) -> str:
    """The URL of a grant for everybody; it ends in the file's own name."""
    return f"{base}{PRESIGNED}/{grant.token(key)}/{quote(grant.path.rpartition('/')[2], safe='')}"


def scoped_url(base: str, grant: FileGrant, query_id: str, key: bytes) -> str:
    """The URL of a grant for one user, made by a query."""
    return f"{base}{FILES}/{query_id}/{grant.token(key)}"


def file_url(base: str, stage: tuple[str, ...], path: str) -> str:
    """The URL of a path on a stage, for whoever may use the stage."""
    return f"{base}{FILES}/{'/'.join(quote(part, safe='') for part in stage)}/{quote(path)}"


def _signature(content: str, key: bytes) -> str:
    return _encoded(hmac.digest(key, content.encode("utf-8", "surrogatepass"), hashlib.sha256))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8", "surrogatepass")
