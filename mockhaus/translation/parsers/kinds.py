"""The words for kinds of objects, and the names of kinds and statements that are known but not supported."""

from __future__ import annotations

from typing import NoReturn

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import unsupported
from mockhaus.translation.cursor import Cursor

KINDS: dict[tuple[str, ...], ObjectKind] = {
    ("DATABASE",): ObjectKind.DATABASE,
    ("SCHEMA",): ObjectKind.SCHEMA,
    ("TABLE",): ObjectKind.TABLE,
    ("EXTERNAL", "TABLE"): ObjectKind.EXTERNAL_TABLE,
    ("VIEW",): ObjectKind.VIEW,
    ("SEQUENCE",): ObjectKind.SEQUENCE,
    ("STAGE",): ObjectKind.STAGE,
    ("FILE", "FORMAT"): ObjectKind.FILE_FORMAT,
    ("PIPE",): ObjectKind.PIPE,
}

UNSUPPORTED: frozenset[tuple[str, ...]] = frozenset(
    tuple(phrase.split())
    for phrase in (
        "ACCOUNT",
        "AGENT",
        "AGGREGATE FUNCTION",
        "AGGREGATION POLICY",
        "AI FUNCTION",
        "ALERT",
        "API INTEGRATION",
        "APPLICATION",
        "APPLICATION PACKAGE",
        "APPLICATION ROLE",
        "APPLICATION SERVICE",
        "ARTIFACT REPOSITORY",
        "AUTHENTICATION POLICY",
        "AVAILABLE LISTING",
        "AVAILABLE ORGANIZATION PROFILE",
        "BACKUP POLICY",
        "BACKUP SET",
        "CATALOG INTEGRATION",
        "CODE BUNDLE",
        "COMPUTE POOL",
        "CONFIGURATION",
        "CONNECTION",
        "CONTACT",
        "CORTEX SEARCH SERVICE",
        "DATA METRIC FUNCTION",
        "DATA MOVEMENT POLICY",
        "DATA MOVEMENT RULE",
        "DATABASE ROLE",
        "DATASET",
        "DBT PROJECT",
        "DCM PROJECT",
        "DYNAMIC TABLE",
        "EVENT ROUTING TABLE",
        "EVENT TABLE",
        "EXPERIMENT",
        "EXTERNAL ACCESS INTEGRATION",
        "EXTERNAL AGENT",
        "EXTERNAL CONSUMER",
        "EXTERNAL FUNCTION",
        "EXTERNAL STAGE",
        "EXTERNAL VOLUME",
        "FAILOVER GROUP",
        "FEATURE POLICY",
        "FUNCTION",
        "GATEWAY",
        "GIT REPOSITORY",
        "HYBRID TABLE",
        "ICEBERG TABLE",
        "IMAGE REPOSITORY",
        "INDEX",
        "INTERACTIVE TABLE",
        "INTERACTIVE WAREHOUSE",
        "JOIN POLICY",
        "LISTING",
        "MAINTENANCE POLICY",
        "MANAGED ACCOUNT",
        "MASKING POLICY",
        "MATERIALIZED VIEW",
        "MCP SERVER",
        "MODEL",
        "MODEL MONITOR",
        "MULTI PARTY APPROVAL POLICY",
        "NETWORK POLICY",
        "NETWORK RULE",
        "NOTEBOOK",
        "NOTEBOOK PROJECT",
        "NOTIFICATION INTEGRATION",
        "ONLINE FEATURE TABLE",
        "OPENFLOW CONNECTOR",
        "OPENFLOW DEPLOYMENT",
        "OPENFLOW RUNTIME",
        "ORGANIZATION ACCOUNT",
        "ORGANIZATION LISTING",
        "ORGANIZATION PROFILE",
        "ORGANIZATION USER",
        "ORGANIZATION USER GROUP",
        "PACKAGES POLICY",
        "PASSWORD POLICY",
        "POSTGRES INSTANCE",
        "PRIVACY POLICY",
        "PROCEDURE",
        "PROJECTION POLICY",
        "PROVISIONED THROUGHPUT",
        "REPLICATION GROUP",
        "RESOURCE MONITOR",
        "RESTRICTED SESSION SCOPE",
        "RESULT",
        "ROW ACCESS POLICY",
        "SEARCH OPTIMIZATION",
        "SECRET",
        "SECURITY INTEGRATION",
        "SEMANTIC VIEW",
        "SERVICE",
        "SESSION POLICY",
        "SHARE",
        "SNAPSHOT",
        "SNAPSHOT POLICY",
        "SNAPSHOT SET",
        "SPECIFICATION",
        "STORAGE LIFECYCLE POLICY",
        "STREAM",
        "STREAMLIT",
        "TAG",
        "TASK",
        "TRANSACTION",
        "TYPE",
        "WORKSPACE",
    )
)
"""Kinds of object that Snowflake has and Mockhaus has not, as CREATE, ALTER, DROP and DESCRIBE name them."""

_LONGEST = max(map(len, UNSUPPORTED))
_MODIFIERS = frozenset(
    {"SECURE", "TEMP", "TEMPORARY", "TRANSIENT", "LOCAL", "GLOBAL", "VOLATILE", "RECURSIVE", "EXTERNAL"}
)


def supported_kind(cursor: Cursor, verb: str) -> ObjectKind:
    """The kind of object named here, left behind. A known kind is refused by name, other words are a SYNTAX error."""
    for words, kind in KINDS.items():
        if cursor.looks_at(*words) and not _longer(cursor, len(words)):
            cursor.index += len(words)
            return kind
    return refuse_kind(cursor, verb)


def _longer(cursor: Cursor, length: int) -> bool:
    """Whether a longer known kind begins with the words here: DATABASE ROLE. A name may follow, `DATABASE role`."""
    for size in range(length + 1, _LONGEST + 1):
        words = tuple(cursor.ahead(distance) for distance in range(size))
        if words in UNSUPPORTED and cursor.ahead(size) not in ("", ";"):
            return True
    return False


def refuse_kind(cursor: Cursor, verb: str) -> NoReturn:
    """Refuse the known kind named here by name, behind modifiers; SYNTAX for other words."""
    start = cursor.index
    name = known_kind(cursor)
    while name is None and cursor.word in _MODIFIERS:
        cursor.advance()
        name = known_kind(cursor)
    if name is None:
        cursor.index = start
        cursor.fail()
    raise unsupported(f"{verb} {name}", cursor.position())


def known_kind(cursor: Cursor) -> str | None:
    """The longest unsupported kind whose words come next, or None."""
    for size in range(_LONGEST, 0, -1):
        words = tuple(cursor.ahead(distance) for distance in range(size))
        if words in UNSUPPORTED:
            return " ".join(words)
    return None
