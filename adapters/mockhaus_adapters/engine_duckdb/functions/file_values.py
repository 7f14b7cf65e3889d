"""FILE values: documents that name a file on a stage. Follows https://docs.snowflake.com/en/sql-reference/functions-file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from mockhaus.domain.file_urls import Purpose, file_url, grant_of
from mockhaus_adapters.engine_duckdb.functions.json_text import quoted
from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction

_REQUIRED = ("CONTENT_TYPE", "SIZE", "ETAG", "LAST_MODIFIED")
_URLS = ("SCOPED_FILE_URL", "STAGE_FILE_URL")
_STAGE_URL = re.compile(r"https?://[^/]+/api/files/[^/]+/[^/]+/[^/]+/.+")
_SCOPED_URL = re.compile(r"https?://[^/]+/api/files/[^/]+/([^/]+)")
_PLACE = ("RELATIVE_PATH", "STAGE", "STAGE_FILE_URL")
_PLAIN_NAME = re.compile(r"@?([A-Za-z_][\w$]*(?:\.[A-Za-z_][\w$]*){0,2})", re.ASCII)
_FULL = 3

_DOCUMENTS = frozenset({"application/json", "application/pdf", "application/rtf", "application/xml"})
_OFFICE = ("application/msword", "application/vnd.ms-", "application/vnd.oasis.", "application/vnd.openxmlformats-")
_COMPRESSED = re.compile(
    r"application/(?:(?:x-)?(?:7z-compressed|brotli|bzip2?|compress|gzip|lz4|rar|tar|xz|zip|zstd)|zlib)"
)


def found(document: str | None, place: str | None) -> str | None:
    """The FILE at a place; raises Snowflake's error where there is none."""
    if document is not None or place is None:
        return document
    if _SCOPED_URL.fullmatch(place):
        raise ValueError("000002 (0A000): Unsupported feature 'TO_FILE of a scoped URL that it does not make itself'.")
    if not place.startswith("@") and not _STAGE_URL.fullmatch(place):
        raise ValueError(f"100132 (P0000): Invalid file URL: '{place}'")
    raise ValueError(
        f"100016 (22000): Remote file '{place}' was not found. There are several potential causes. The file might not "
        "exist. The required credentials may be missing or invalid. If you are running a copy command, please make "
        "sure files are not deleted when they are being loaded or files are not being loaded into two different "
        "tables concurrently with auto purge option."
    )


def key(signing: str | None, url: str | None) -> str | None:
    """The URL by which a file is listed: of a scoped one that the user may use now that of its file."""
    scoped = _SCOPED_URL.fullmatch(url or "")
    if scoped is None or signing is None:
        return url
    known = json.loads(signing)
    grant = grant_of(scoped[1], bytes.fromhex(known["key"]))
    if grant is None or (grant.purpose, grant.user) != (Purpose.SCOPED, known["user"]) or grant.expires <= known["now"]:
        return url
    return file_url(known["base"], grant.stage, grant.path)


def scoped(document: str | None, url: str | None) -> str | None:
    """A FILE that was found by a URL: one that was found by a scoped URL is known by that alone."""
    if document is None or url is None or not _SCOPED_URL.fullmatch(url):
        return document
    fields = {name: value for name, value in json.loads(document).items() if name not in _PLACE}
    return _written({**fields, "SCOPED_FILE_URL": url})


def of_metadata(text: str | None, database: str | None, schema: str | None) -> str | None:
    """The FILE that an OBJECT describes, its stage by its full name; raises Snowflake's error where fields miss."""
    if text is None:
        return None
    fields = json.loads(text, strict=False)
    given = {name for name, value in fields.items() if value is not None}
    missing = [name for name in _REQUIRED if name not in given]
    if missing:
        raise ValueError(f"100132 (P0000): Invalid file metadata. Missing required fields: {', '.join(missing)}.")
    if given.isdisjoint(_URLS) and not {"STAGE", "RELATIVE_PATH"} <= given:
        raise ValueError(
            "100132 (P0000): Invalid file metadata. "
            "Must provide (STAGE and RELATIVE_PATH), SCOPED_FILE_URL, or STAGE_FILE_URL."
        )
    if isinstance(fields.get("STAGE"), str):
        fields["STAGE"] = _full_name(fields["STAGE"], database, schema)
    return _written(fields)


def _written(fields: Mapping[str, Any]) -> str:
    """A document as canonical text."""
    members = (f"{quoted(name)}:{json.dumps(fields[name], ensure_ascii=False)}" for name in sorted(fields))
    return "{" + ",".join(members) + "}"


def _full_name(stage: str, database: str | None, schema: str | None) -> str:
    """A stage by its full name, where it is one without quotes."""
    plain = _PLAIN_NAME.fullmatch(stage)
    if plain is None or database is None or schema is None:
        return stage
    parts = plain[1].upper().split(".")
    return "@" + ".".join([*[database, schema][: _FULL - len(parts)], *parts])


def file_type(content_type: str | None) -> str | None:
    """What kind of file a MIME type is: document, video, audio, image, compressed or unknown."""
    if content_type is None:
        return None
    family = content_type.partition("/")[0]
    if family in ("audio", "image", "video"):
        return family
    if _COMPRESSED.fullmatch(content_type):
        return "compressed"
    is_document = family == "text" or content_type in _DOCUMENTS or content_type.startswith(_OFFICE)
    return "document" if is_document else "unknown"


def moment(text: str | None) -> str | None:
    """The time of a change, as HTTP writes it, in ISO form; other texts as they are."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - start-up stays light

    if text is None:
        return None
    try:
        return parsedate_to_datetime(text).replace(tzinfo=None).isoformat(" ")
    except ValueError:
        return text


FUNCTIONS = (
    ScalarFunction("mh_file_found", found, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_file_key", key, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_file_scoped", scoped, ("VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_file_of_metadata", of_metadata, ("VARCHAR", "VARCHAR", "VARCHAR"), "VARCHAR"),
    ScalarFunction("mh_file_type", file_type, ("VARCHAR",), "VARCHAR"),
    ScalarFunction("mh_file_moment", moment, ("VARCHAR",), "VARCHAR"),
)
