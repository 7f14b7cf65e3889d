"""Stages: locations, CREATE STAGE, LIST, REMOVE, PUT and GET.

Follows https://docs.snowflake.com/en/sql-reference/sql/create-stage and its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlglot.tokenizer_core import TokenType

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import (
    CreateStage,
    ExternalLocation,
    GetFiles,
    ListFiles,
    Options,
    PutFiles,
    RemoveFiles,
    StageLocation,
)
from mockhaus.translation.cursor import STRINGS, Cursor, named, tokenize
from mockhaus.translation.parsers import create, options
from mockhaus.translation.parsers.file_formats import inline

_REFUSED = ("AWS_ACCESS_POINT_ARN", "USE_PRIVATELINK_ENDPOINT")
_ENDS_OF_PATH = frozenset({TokenType.R_PAREN, TokenType.L_PAREN, TokenType.COMMA, TokenType.SEMICOLON})
_MOST_PARTS = 3
_ENCRYPTIONS = ("SNOWFLAKE_FULL", "SNOWFLAKE_SSE", "NONE")
_BY_STORES = ("AWS_SSE_S3", "AWS_SSE_KMS")
_PUT_OPTIONS = frozenset({"PARALLEL", "AUTO_COMPRESS", "SOURCE_COMPRESSION", "OVERWRITE"})
_GET_OPTIONS = frozenset({"PARALLEL", "PATTERN"})
_OWNER_AND_PATH = re.compile(r'((?:"(?:[^"]|"")*+"|[^"/])*+)(?:/(.*))?', re.DOTALL)


def begins(cursor: Cursor) -> bool:
    """Whether a stage location, quoted or not, comes next."""
    return cursor.word == "@" or (cursor.at_string() and cursor.tokens[cursor.index].text.startswith("@"))


_OUTSIDE = ("STORAGE_INTEGRATION", "CREDENTIALS", "ENCRYPTION")
"""What may be said of a URL that stands in place of a stage."""


def place(cursor: Cursor) -> StageLocation:
    """A location as `location` reads it, or the URL of a folder outside, or of what begins with its last part."""
    if not cursor.at_string() or "://" not in cursor.tokens[cursor.index].text:
        return location(cursor)
    position, text = cursor.position(), cursor.string()
    folder, _, path = text.rpartition("/")
    if folder.endswith("/"):
        folder, path = text, ""
    return StageLocation(None, path, position=position, external=ExternalLocation(folder + "/"))


def of_outside(cursor: Cursor, found: StageLocation) -> StageLocation | None:
    """The location with what comes next, if that is how a URL is reached; None where it is something else."""
    if cursor.word not in _OUTSIDE:
        return None
    position, name = cursor.position(), cursor.word
    if found.external is None:
        raise SnowflakeError(ErrorCode.INVALID_PARAMETER, position=position, name=name)
    given = stage_property(cursor)
    given.pop("options", None)  # ENCRYPTION = (TYPE = 'NONE')
    return replace(found, external=replace(found.external, **given))


def location(cursor: Cursor) -> StageLocation:
    """`@name/path`, `@%table/path` or `@~/path`; in quotes where the path has spaces."""
    position = cursor.position()
    if cursor.at_string() or cursor.word == ":":
        return written_location(cursor.string(), position)
    cursor.expect("@")
    name, table = _owner(cursor)
    return StageLocation(name, _path(cursor), table, position)


def written_location(text: str, position: Position | None) -> StageLocation:
    """A location given as a text: what stands behind the stage is its path, whatever characters that has."""
    owner, path = split_location(text)
    if not owner.startswith("@"):
        if "://" in text:
            raise unsupported("external location", position)
        raise SnowflakeError(ErrorCode.STAGE_PATH, position=position, path=text)
    cursor = Cursor(owner, tokenize(owner))
    cursor.expect("@")
    name, table = _owner(cursor)
    cursor.expect_end()
    return StageLocation(name, path, table, position)


def split_location(text: str) -> tuple[str, str]:
    """What comes before the first slash outside of double quotes, and what behind it."""
    found = _OWNER_AND_PATH.fullmatch(text)
    return (found[1], found[2] or "") if found else (text, "")


def _owner(cursor: Cursor) -> tuple[QualifiedName | None, QualifiedName | None]:
    """What the stage belongs to: its name, or its table, or neither for the user."""
    if cursor.accept("~"):
        return None, None
    if cursor.looks_at("IDENTIFIER", "("):
        return cursor.qualified_name(), None
    parts: list[str] = []
    while not cursor.accept("%"):
        parts.append(cursor.name())
        if not cursor.accept("."):
            return QualifiedName(tuple(parts)), None
        if len(parts) == _MOST_PARTS:
            cursor.fail()
    return None, QualifiedName((*parts, cursor.name()))


def _path(cursor: Cursor) -> str:
    """The path that follows without a space, without its first slash."""
    if cursor.word != "/" or not _adjoins(cursor):
        return ""
    start = cursor.index + 1
    cursor.advance()
    while not cursor.at_end and _adjoins(cursor):
        cursor.advance()
    return cursor.source(start, cursor.index)


def _adjoins(cursor: Cursor) -> bool:
    token = cursor.tokens[cursor.index]
    return token.start == cursor.tokens[cursor.index - 1].end + 1 and token.token_type not in _ENDS_OF_PATH


def stage(cursor: Cursor) -> CreateStage:
    """CREATE [OR REPLACE] [TEMPORARY] STAGE [IF NOT EXISTS] name properties."""
    mode = create.mode(cursor)
    temporary = bool(cursor.accept_any("TEMP", "TEMPORARY"))
    cursor.expect("STAGE")
    mode = create.if_not_exists(cursor, mode)
    name = cursor.qualified_name()
    if cursor.word == "CLONE":
        raise unsupported("CREATE STAGE CLONE", cursor.position())
    found: dict[str, Any] = {}
    while not cursor.at_end:
        found |= stage_property(cursor)
        cursor.accept(",")
    return CreateStage(name=name, mode=mode, temporary=temporary, **found)


def stage_property(cursor: Cursor) -> dict[str, Any]:
    """One property of a stage, as fields of CreateStage."""
    if cursor.word in _REFUSED:
        raise unsupported(f"{cursor.word} of external stages", cursor.position())
    options.refuse_attachments(cursor)
    if cursor.accept("COMMENT"):
        return {"comment": options.comment(cursor)}
    position = cursor.position()
    name = options.property_name(cursor)
    cursor.expect("=")
    if name == "FILE_FORMAT":
        file_format, settings = inline(cursor)
        return {"file_format": file_format, "format_settings": settings}
    if name in ("URL", "ENDPOINT"):
        return {name.lower(): cursor.string()}
    if name == "STORAGE_INTEGRATION":
        return {"integration": named(cursor.string()).name if cursor.at_string() else cursor.name()}
    if name == "CREDENTIALS":
        return {"credentials": options.group(cursor)}
    if name == "COPY_OPTIONS":
        return {"copy_options": options.group(cursor)}
    if name == "DIRECTORY":
        return {"directory_enabled": _directory(dict(options.group(cursor)), position)}
    if name == "ENCRYPTION":
        return _encryption(options.group(cursor), position)
    raise SnowflakeError(ErrorCode.INVALID_PROPERTY, position=position, name=name, kind="STAGE")


def _directory(given: dict[str, str], position: Position) -> bool:
    if options.truth(given.get("AUTO_REFRESH", "FALSE")):
        raise unsupported("AUTO_REFRESH of directory tables", position)
    return options.truth(given.get("ENABLE", "FALSE"))


def _encryption(pairs: Options, position: Position) -> dict[str, Any]:
    """Encryption by Mockhaus's own word, or by the object store; with a master key it would be the client's."""
    given = dict(pairs)
    kind = given.get("TYPE", "").upper()
    if kind in _BY_STORES and set(given) <= {"TYPE", "KMS_KEY_ID"}:
        return {"encryption": tuple(sorted({**given, "TYPE": kind}.items()))}
    if kind not in _ENCRYPTIONS or len(pairs) > 1:
        raise unsupported(f"ENCRYPTION of TYPE = '{kind}'", position)
    return {"options": (("ENCRYPTION", kind),)}


def list_files(cursor: Cursor) -> ListFiles:
    """LIST | LS location [PATTERN = 'regex']."""
    cursor.expect_any("LIST", "LS")
    return ListFiles(location(cursor), _pattern(cursor))


def remove_files(cursor: Cursor) -> RemoveFiles:
    """REMOVE | RM location [PATTERN = 'regex']."""
    cursor.expect_any("REMOVE", "RM")
    return RemoveFiles(location(cursor), _pattern(cursor))


def _pattern(cursor: Cursor) -> str | None:
    if not cursor.accept("PATTERN"):
        return None
    cursor.expect("=")
    return cursor.string()


def put_files(cursor: Cursor) -> PutFiles:
    """PUT file://path location [options]. An unquoted path is one token, see `local_paths`."""
    cursor.expect("PUT")
    path = _local_path(cursor)
    target = location(cursor)
    return PutFiles(path=path, location=target, options=_options(cursor, _PUT_OPTIONS, "PUT"))


def get_files(cursor: Cursor) -> GetFiles:
    """GET location file://folder [options]."""
    cursor.expect("GET")
    source = location(cursor)
    path = _local_path(cursor)
    return GetFiles(location=source, path=path, options=_options(cursor, _GET_OPTIONS, "GET"))


def _options(cursor: Cursor, names: Collection[str], kind: str) -> Options:
    pairs = []
    while not cursor.at_end:
        pairs.append(options.known_pair(cursor, names, kind))
    return tuple(pairs)


def _local_path(cursor: Cursor) -> str:
    start, token = cursor.index, cursor.advance()
    text = token.text if token.token_type in STRINGS else cursor.source(start, cursor.index).strip("'")
    if not text.lower().startswith("file://"):
        cursor.index = start
        cursor.fail()
    return text
