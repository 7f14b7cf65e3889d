"""Which places external stages may name, and how their URLs are read.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-stage; `file://` is Mockhaus's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.stage_paths import stage_path_parts
from mockhaus.ports.external_stages import ExternalPlace

_URL = re.compile(r"(?P<scheme>[a-z0-9]+)://(?P<host>[^/]*)(?:/(?P<path>.*))?", re.DOTALL)
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
_ACCOUNT = re.compile(r"(?P<account>[a-z0-9]{3,24})\.blob\.core\.windows\.net")
_ENDPOINT = re.compile(r"(?:https?://)?[A-Za-z0-9.-]+(?::[0-9]{1,5})?/?")
_SCHEMES = frozenset({"s3", "s3compat", "gcs", "azure", "file"})


@dataclass(frozen=True, slots=True)
class ExternalOptions:
    """What the operator allows: beginnings of URLs and of end points, and folders for `file://`.

    `s3_endpoint` is where `s3://` is served instead of by AWS. `identity` are the credentials by which places are
    reached that stages have by a storage integration, of all kinds of store.
    """

    allowed_urls: tuple[str, ...] = ()
    roots: tuple[Path, ...] = ()
    s3_endpoint: str | None = None
    identity: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Address:
    """A place, read: the scheme, the bucket, container or root folder, the folder in it, and Azure's account."""

    scheme: str
    bucket: str
    folder: str = ""
    account: str = ""
    endpoint: str = ""


def allowed_address(place: ExternalPlace, options: ExternalOptions) -> Address:
    """The address of a place; refused where it is none, or is not allowed."""
    found = _URL.fullmatch(place.url)
    if found is None or found["scheme"] not in _SCHEMES:
        raise unsupported(f"external stage at '{place.url}'")
    scheme, host, path = found["scheme"], found["host"], (found["path"] or "").rstrip("/")
    if place.endpoint and not scheme.startswith("s3"):
        raise _wrong(place.endpoint, "ENDPOINT")
    if scheme == "file":
        return _local(place, host, options.roots)
    _checked_folder(path)
    _require_allowed(place.url, options.allowed_urls, "URL")
    endpoint = _endpoint(place, options) if scheme.startswith("s3") else ""
    if scheme == "azure":
        return _azure(place.url, host, path)
    if not _BUCKET.fullmatch(host) or (scheme == "s3compat" and not endpoint):
        raise _wrong(place.url)
    return Address(scheme, host, path, endpoint=endpoint)


def _endpoint(place: ExternalPlace, options: ExternalOptions) -> str:
    if not place.endpoint:
        return options.s3_endpoint or ""
    if not _ENDPOINT.fullmatch(place.endpoint):
        raise _wrong(place.endpoint, "ENDPOINT")
    full = place.endpoint if "://" in place.endpoint else f"https://{place.endpoint}"
    _require_allowed(full, options.allowed_urls, "ENDPOINT")
    return full.rstrip("/")


def _require_allowed(url: str, allowed: Iterable[str], name: str) -> None:
    """A URL is allowed by itself and by what is above it: `s3://a` allows `s3://a/b`, not `s3://ab`."""
    if not any(f"{url}/".startswith(f"{prefix.rstrip('/')}/") for prefix in allowed):
        raise unsupported(f"external stage with {name} '{url}', which stages.allowed_urls does not allow")


def _azure(url: str, host: str, path: str) -> Address:
    account = _ACCOUNT.fullmatch(host)
    container, _, folder = path.partition("/")
    if account is None or not _BUCKET.fullmatch(container):
        raise _wrong(url)
    return Address("azure", container, folder, account["account"])


def _local(place: ExternalPlace, host: str, roots: Iterable[Path]) -> Address:
    path = unquote(place.url.removeprefix("file://"))
    if host not in ("", "localhost"):
        raise _wrong(place.url)
    folder = Path("/" + path.partition("/")[2])
    _checked_folder("/".join(folder.parts[1:]))
    real = folder.resolve()
    if not any(real.is_relative_to(root.resolve()) for root in roots):
        raise unsupported(f"external stage at '{place.url}', which stages.external_roots does not allow")
    return Address("file", str(real))


def _checked_folder(path: str) -> None:
    if path:
        stage_path_parts(path)


def _wrong(text: str, name: str = "URL") -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_VALUE, value=text, name=name)
