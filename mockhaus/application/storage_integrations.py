"""Which places external stages may have by a storage integration.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-storage-integration: an integration that is enabled lets
stages have the locations that it allows and does not block. Every role may use every integration.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockhaus.domain.account.account import Account
from mockhaus.domain.account.objects import StorageIntegration
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import quote

_ALL = "*"
_PROVIDERS = {"s3": "S3", "s3compat": "S3", "gcs": "GCS", "azure": "AZURE"}


def require(account: Account, name: str, url: str) -> None:
    """Refuse a URL that a stage may not have by the integration of a name."""
    found = account.storage_integration(name)
    if found is None:
        raise SnowflakeError(ErrorCode.SCHEMA_NOT_FOUND, kind="Integration", name=quote(name))
    if not found.enabled:
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=f"Storage integration '{name}' is not enabled.")
    if not _allows(found, url):
        detail = (
            f"Location '{url}' is not allowed by integration '{name}'. Please use DESC INTEGRATION to check out "
            "allowed and blocked locations."
        )
        raise SnowflakeError(ErrorCode.SEMANTIC, detail=detail)
    if any(_is_below(location, [url]) for location in found.blocked):
        raise unsupported(f"external stage at '{url}', below which integration '{name}' blocks a location")


def _allows(integration: StorageIntegration, url: str) -> bool:
    if _PROVIDERS.get(url.partition("://")[0]) != integration.provider:
        return False
    return _is_below(url, integration.allowed) and not _is_below(url, integration.blocked)


def _is_below(url: str, locations: Iterable[str]) -> bool:
    """Whether a URL is one of these or lies below one, part by part."""
    folder = url.rstrip("/") + "/"
    return any(location == _ALL or folder.startswith(location.rstrip("/") + "/") for location in locations)
