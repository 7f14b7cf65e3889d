"""SHOW: https://docs.snowflake.com/en/sql-reference/sql/show."""

from __future__ import annotations

from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import Show
from mockhaus.translation.cursor import Cursor

_CLAUSES = frozenset({"STARTS", "LIMIT"})
_SCOPES = ("ACCOUNT", "DATABASE", "SCHEMA", "TABLE", "VIEW")
SHOWN = frozenset(
    {
        "ACCOUNTS",
        "AGENTS",
        "AGGREGATION POLICIES",
        "ALERTS",
        "APPLICATION PACKAGES",
        "APPLICATION ROLES",
        "APPLICATION SERVICES",
        "APPLICATIONS",
        "ARTIFACT REPOSITORIES",
        "AUTHENTICATION POLICIES",
        "AVAILABLE LISTINGS",
        "AVAILABLE OFFERS",
        "AVAILABLE ORGANIZATION PROFILES",
        "BACKUP POLICIES",
        "BACKUP SETS",
        "BACKUPS",
        "BUILTIN FUNCTIONS",
        "CALLER GRANTS",
        "CATALOG INTEGRATIONS",
        "CHANNELS",
        "CLASSES",
        "CODE BUNDLES",
        "COLUMNS",
        "COMPUTE POOL INSTANCE FAMILIES",
        "COMPUTE POOLS",
        "CONFIGURATIONS",
        "CONNECTIONS",
        "CONTACTS",
        "CORTEX BASE MODELS",
        "CORTEX SEARCH SERVICES",
        "DATA METRIC FUNCTIONS",
        "DATA MOVEMENT POLICIES",
        "DATA MOVEMENT RULES",
        "DATABASE ROLES",
        "DATABASES",
        "DATASETS",
        "DBT PROJECTS",
        "DCM PROJECTS",
        "DELEGATED AUTHORIZATIONS",
        "DEPLOYMENTS",
        "DYNAMIC TABLES",
        "ENDPOINTS",
        "ENTITIES",
        "EVENT ROUTING TABLE",
        "EVENT ROUTING TABLES",
        "EVENT TABLES",
        "EXPERIMENTS",
        "EXPORTED KEYS",
        "EXTERNAL AGENTS",
        "EXTERNAL CONSUMERS",
        "EXTERNAL FUNCTIONS",
        "EXTERNAL TABLES",
        "EXTERNAL VOLUMES",
        "FAILOVER GROUPS",
        "FEATURE POLICIES",
        "FILE FORMATS",
        "FUNCTIONS",
        "GATEWAYS",
        "GIT BRANCHES",
        "GIT REPOSITORIES",
        "GIT TAGS",
        "GLOBAL ACCOUNTS",
        "GRANTS",
        "HYBRID TABLES",
        "ICEBERG TABLES",
        "IMAGE REPOSITORIES",
        "IMAGES",
        "IMPORTED KEYS",
        "INDEXES",
        "INTEGRATIONS",
        "INTERACTIVE TABLES",
        "JOIN POLICIES",
        "LISTINGS",
        "LOCKS",
        "MAINTENANCE POLICIES",
        "MANAGED ACCOUNTS",
        "MASKING POLICIES",
        "MATERIALIZED VIEWS",
        "MCP SERVERS",
        "MFA METHODS",
        "MODEL MONITORS",
        "MODELS",
        "MULTI PARTY APPROVAL POLICIES",
        "NETWORK POLICIES",
        "NETWORK RULES",
        "NODES",
        "NOTEBOOK PROJECTS",
        "NOTEBOOKS",
        "NOTIFICATION INTEGRATIONS",
        "OBJECTS",
        "OFFERS",
        "ONLINE FEATURE TABLES",
        "OPENFLOW CONNECTOR DEFINITIONS",
        "OPENFLOW CONNECTORS",
        "OPENFLOW DATA PLANE INTEGRATIONS",
        "OPENFLOW DEPLOYMENTS",
        "OPENFLOW RUNTIMES",
        "ORGANIZATION ACCOUNTS",
        "ORGANIZATION CONTRACTS",
        "ORGANIZATION PROFILES",
        "ORGANIZATION USER GROUPS",
        "ORGANIZATION USERS",
        "PACKAGES POLICIES",
        "PARAMETERS",
        "PASSWORD POLICIES",
        "PIPES",
        "POSTGRES INSTANCES",
        "PRICING PLANS",
        "PRIMARY KEYS",
        "PRIVACY POLICIES",
        "PRIVILEGES",
        "PROCEDURES",
        "PROJECTION POLICIES",
        "REFERENCES",
        "REGIONS",
        "RELEASE CHANNELS",
        "RELEASE DIRECTIVES",
        "REPLICATION ACCOUNTS",
        "REPLICATION DATABASES",
        "REPLICATION GROUPS",
        "RESOURCE MONITORS",
        "RESTRICTED SESSION SCOPES",
        "ROLES",
        "ROW ACCESS POLICIES",
        "RULES",
        "RUNS",
        "SCHEMAS",
        "SECRETS",
        "SECURITY INTEGRATIONS",
        "SEMANTIC DIMENSIONS",
        "SEMANTIC FACTS",
        "SEMANTIC METRICS",
        "SEMANTIC VIEWS",
        "SEQUENCES",
        "SERVICE CONTAINERS",
        "SERVICE INSTANCES",
        "SERVICE VOLUMES",
        "SERVICES",
        "SESSION POLICIES",
        "SHARED CONTENT",
        "SHARES",
        "STORAGE INTEGRATIONS",
        "SNAPSHOT POLICIES",
        "SNAPSHOT SETS",
        "SNAPSHOTS",
        "SPECIFICATIONS",
        "STAGES",
        "STORAGE LIFECYCLE POLICIES",
        "STREAMLITS",
        "STREAMS",
        "TABLES",
        "TAGS",
        "TASKS",
        "TELEMETRY EVENT DEFINITIONS",
        "TRANSACTIONS",
        "TYPES",
        "UNIQUE KEYS",
        "USER FUNCTIONS",
        "USER KEY PAIRS",
        "USER PROCEDURES",
        "USER PROGRAMMATIC ACCESS TOKENS",
        "USER WORKLOAD IDENTITY AUTHENTICATION METHODS",
        "USERS",
        "VARIABLES",
        "VERSIONS",
        "VIEWS",
        "WAREHOUSES",
        "WORKSPACES",
    }
)
"""Everything that Snowflake can show."""
_LONGEST = max(len(kind.split()) for kind in SHOWN)
_OF_ACCOUNT = ("ROLES", "USERS", "WAREHOUSES")
"""Kinds that lie in nothing but the account; only other objects of the same name lie in something."""


def show(cursor: Cursor) -> Show:
    """SHOW [TERSE] kind [HISTORY] [LIKE] [IN | FOR scope] [STARTS WITH] [LIMIT n [FROM]]."""
    cursor.expect("SHOW")
    terse = cursor.accept("TERSE")
    kind = _kind(cursor)
    history = cursor.accept("HISTORY")
    like = cursor.string() if cursor.accept("LIKE") else None
    position = cursor.position()
    _refuse_scopes(cursor, kind)
    scope_kind, scope = _scope(cursor)
    if kind in _OF_ACCOUNT and scope is not None:
        raise unsupported(f"SHOW {kind} IN", position)
    if cursor.looks_at("WITH", "PRIVILEGES"):
        raise unsupported(f"SHOW {kind} WITH PRIVILEGES", cursor.position())
    starts_with = cursor.string() if cursor.accept("STARTS", "WITH") else None
    limit = cursor.integer() if cursor.accept("LIMIT") else None
    from_name = cursor.string() if limit is not None and cursor.accept("FROM") else None
    return Show(
        kind=kind,
        terse=terse,
        history=history,
        like=like,
        scope_kind=scope_kind,
        scope=scope,
        starts_with=starts_with,
        limit=limit,
        from_name=from_name,
    )


def _kind(cursor: Cursor) -> str:
    """The longest kind whose words come next."""
    for size in range(_LONGEST, 0, -1):
        kind = " ".join(cursor.ahead(distance) for distance in range(size))
        if kind in SHOWN:
            cursor.index += size
            _refuse_privileges(cursor, kind)
            return kind
    return cursor.fail()


def _refuse_privileges(cursor: Cursor, kind: str) -> None:
    """Grants and policies are shown ON, TO or OF something; nothing else is."""
    if cursor.word in ("ON", "TO", "OF"):
        raise unsupported(f"SHOW {kind} {cursor.word}", cursor.position())


def _refuse_scopes(cursor: Cursor, kind: str) -> None:
    """Nothing is in what is not emulated itself."""
    for scope in ("APPLICATION", "CLASS", "MODEL"):
        if cursor.looks_at("IN", scope) and cursor.ahead(2) != ".":
            raise unsupported(f"SHOW {kind} IN {scope}", cursor.position())


def _scope(cursor: Cursor) -> tuple[str | None, QualifiedName | None]:
    if not cursor.accept_any("IN", "FOR"):
        return None, None
    kind = ""
    if cursor.ahead(1) != ".":
        kind = cursor.accept_any(*_SCOPES, "SESSION", "WAREHOUSE", "USER", "ROLE", "TASK")
    if kind in ("ACCOUNT", "SESSION"):
        return kind, None
    if kind and (cursor.at_end or cursor.word in _CLAUSES):
        return kind, None
    return kind or None, cursor.qualified_name()
