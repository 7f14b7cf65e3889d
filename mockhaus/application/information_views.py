"""INFORMATION_SCHEMA: its views and their columns, as relations whose rows the core provides.

Follows https://docs.snowflake.com/en/sql-reference/info-schema, in the documented order of columns.
"""

from __future__ import annotations

from mockhaus.application import information_absent
from mockhaus.application.information_columns import COUNT, LENGTHS, TIMES, Columns, columns
from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import Column, ObjectKind, Schema, View
from mockhaus.domain.errors import unsupported
from mockhaus.domain.identifiers import engine_name, qualified
from mockhaus.domain.types import BOOLEAN, TIMESTAMP_LTZ
from mockhaus.translation.context import Relation, RelationColumn

SCHEMA_NAME = "INFORMATION_SCHEMA"
_DESCRIPTION = "Views describing the contents of schemas in this database"
_NO_ID = 0

_PRIVILEGE = (
    "GRANTOR GRANTEE GRANTED_TO OBJECT_CATALOG OBJECT_SCHEMA OBJECT_NAME OBJECT_TYPE PRIVILEGE_TYPE IS_GRANTABLE "
    "CREATED"
)
_SIZES = "ID CLONE_GROUP_ID ACTIVE_BYTES TIME_TRAVEL_BYTES FAILSAFE_BYTES RETAINED_FOR_CLONE_BYTES"
_LOADED = "ROW_COUNT ROW_PARSED FIRST_ERROR_LINE_NUMBER FIRST_ERROR_CHARACTER_POSITION ERROR_COUNT ERROR_LIMIT"
_OF_PART = (
    "DATA_TYPE CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH NUMERIC_PRECISION NUMERIC_PRECISION_RADIX "
    "NUMERIC_SCALE DATETIME_PRECISION INTERVAL_TYPE INTERVAL_PRECISION CHARACTER_SET_CATALOG CHARACTER_SET_SCHEMA "
    "CHARACTER_SET_NAME COLLATION_CATALOG COLLATION_SCHEMA COLLATION_NAME UDT_CATALOG UDT_SCHEMA UDT_NAME "
    "SCOPE_CATALOG SCOPE_SCHEMA SCOPE_NAME MAXIMUM_CARDINALITY DTD_IDENTIFIER"
)
_PART_TYPES = {**LENGTHS, "DATETIME_PRECISION": COUNT, "INTERVAL_PRECISION": COUNT, "MAXIMUM_CARDINALITY": COUNT}
"""What the views of the parts of structured types tell of a part."""
_LIFE = (
    "TABLE_CREATED TABLE_DROPPED TABLE_ENTERED_FAILSAFE CATALOG_CREATED CATALOG_DROPPED SCHEMA_CREATED SCHEMA_DROPPED"
)

VIEWS: dict[str, Columns] = {
    "DATABASES": columns(
        "DATABASE_NAME DATABASE_OWNER IS_TRANSIENT COMMENT CREATED LAST_ALTERED RETENTION_TIME TYPE OWNER_ROLE_TYPE",
        **TIMES,
        RETENTION_TIME=COUNT,
    ),
    "SCHEMATA": columns(
        "CATALOG_NAME SCHEMA_NAME SCHEMA_OWNER IS_TRANSIENT IS_MANAGED_ACCESS RETENTION_TIME "
        "DEFAULT_CHARACTER_SET_CATALOG DEFAULT_CHARACTER_SET_SCHEMA DEFAULT_CHARACTER_SET_NAME SQL_PATH "
        "CREATED LAST_ALTERED COMMENT",
        **TIMES,
        RETENTION_TIME=COUNT,
    ),
    "TABLES": columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER TABLE_TYPE IS_TRANSIENT CLUSTERING_KEY ROW_COUNT BYTES "
        "RETENTION_TIME SELF_REFERENCING_COLUMN_NAME REFERENCE_GENERATION USER_DEFINED_TYPE_CATALOG "
        "USER_DEFINED_TYPE_SCHEMA USER_DEFINED_TYPE_NAME IS_INSERTABLE_INTO IS_TYPED COMMIT_ACTION CREATED "
        "LAST_ALTERED LAST_DDL LAST_DDL_BY AUTO_CLUSTERING_ON COMMENT IS_TEMPORARY IS_ICEBERG IS_DYNAMIC "
        "IS_IMMUTABLE IS_HYBRID",
        ROW_COUNT=COUNT,
        BYTES=COUNT,
        RETENTION_TIME=COUNT,
        **TIMES,
        LAST_DDL=TIMESTAMP_LTZ,
        AUTO_CLUSTERING_ON=BOOLEAN,
    ),
    "COLUMNS": columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION COLUMN_DEFAULT IS_NULLABLE DATA_TYPE "
        "CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH NUMERIC_PRECISION NUMERIC_PRECISION_RADIX NUMERIC_SCALE "
        "DATETIME_PRECISION INTERVAL_TYPE INTERVAL_PRECISION CHARACTER_SET_CATALOG CHARACTER_SET_SCHEMA "
        "CHARACTER_SET_NAME COLLATION_CATALOG COLLATION_SCHEMA COLLATION_NAME DOMAIN_CATALOG DOMAIN_SCHEMA "
        "DOMAIN_NAME UDT_CATALOG UDT_SCHEMA UDT_NAME SCOPE_CATALOG SCOPE_SCHEMA SCOPE_NAME MAXIMUM_CARDINALITY "
        "DTD_IDENTIFIER IS_SELF_REFERENCING IS_IDENTITY IDENTITY_GENERATION IDENTITY_START IDENTITY_INCREMENT "
        "IDENTITY_MAXIMUM IDENTITY_MINIMUM IDENTITY_CYCLE IDENTITY_ORDERED SCHEMA_EVOLUTION_RECORD COMMENT "
        "DATA_TYPE_ALIAS EXPRESSION KIND",
        ORDINAL_POSITION=COUNT,
        **LENGTHS,
        DATETIME_PRECISION=COUNT,
        INTERVAL_PRECISION=COUNT,
        MAXIMUM_CARDINALITY=COUNT,
    ),
    "ELEMENT_TYPES": columns(
        f"OBJECT_CATALOG OBJECT_SCHEMA OBJECT_NAME OBJECT_TYPE COLLECTION_TYPE_IDENTIFIER {_OF_PART}", **_PART_TYPES
    ),
    "FIELDS": columns(
        f"OBJECT_CATALOG OBJECT_SCHEMA OBJECT_NAME OBJECT_TYPE ROW_IDENTIFIER FIELD_NAME ORDINAL_POSITION {_OF_PART}",
        ORDINAL_POSITION=COUNT,
        **_PART_TYPES,
    ),
    "VIEWS": columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE "
        "INSERTABLE_INTO IS_SECURE CREATED LAST_ALTERED LAST_DDL LAST_DDL_BY COMMENT",
        **TIMES,
        LAST_DDL=TIMESTAMP_LTZ,
    ),
    "SEQUENCES": columns(
        "SEQUENCE_CATALOG SEQUENCE_SCHEMA SEQUENCE_NAME SEQUENCE_OWNER DATA_TYPE NUMERIC_PRECISION "
        "NUMERIC_PRECISION_RADIX NUMERIC_SCALE START_VALUE MINIMUM_VALUE MAXIMUM_VALUE NEXT_VALUE INCREMENT "
        "CYCLE_OPTION CREATED LAST_ALTERED ORDERED COMMENT",
        NUMERIC_PRECISION=COUNT,
        NUMERIC_PRECISION_RADIX=COUNT,
        NUMERIC_SCALE=COUNT,
        **TIMES,
    ),
    "TABLE_CONSTRAINTS": columns(
        "CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME TABLE_CATALOG TABLE_SCHEMA TABLE_NAME "
        "CONSTRAINT_TYPE IS_DEFERRABLE INITIALLY_DEFERRED ENFORCED COMMENT CREATED LAST_ALTERED RELY",
        **TIMES,
    ),
    "REFERENTIAL_CONSTRAINTS": columns(
        "CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME UNIQUE_CONSTRAINT_CATALOG UNIQUE_CONSTRAINT_SCHEMA "
        "UNIQUE_CONSTRAINT_NAME MATCH_OPTION UPDATE_RULE DELETE_RULE COMMENT CREATED LAST_ALTERED",
        **TIMES,
    ),
    "STAGES": columns(
        "STAGE_CATALOG STAGE_SCHEMA STAGE_NAME STAGE_URL STAGE_REGION STAGE_TYPE STAGE_OWNER COMMENT CREATED "
        "LAST_ALTERED",
        **TIMES,
    ),
    "FILE_FORMATS": columns(
        "FILE_FORMAT_CATALOG FILE_FORMAT_SCHEMA FILE_FORMAT_NAME FILE_FORMAT_OWNER FILE_FORMAT_TYPE "
        "RECORD_DELIMITER FIELD_DELIMITER SKIP_HEADER DATE_FORMAT TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT "
        "ESCAPE ESCAPE_UNENCLOSED_FIELD TRIM_SPACE FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF COMPRESSION "
        "ERROR_ON_COLUMNCOUNT_MISMATCH CREATED LAST_ALTERED COMMENT",
        SKIP_HEADER=COUNT,
        **TIMES,
    ),
    "PIPES": columns(
        "PIPE_CATALOG PIPE_SCHEMA PIPE_NAME PIPE_OWNER DEFINITION IS_AUTOINGEST_ENABLED NOTIFICATION_CHANNEL_NAME "
        "CREATED LAST_ALTERED COMMENT PATTERN",
        **TIMES,
    ),
    "LOAD_HISTORY": columns(
        "SCHEMA_NAME FILE_NAME TABLE_NAME LAST_LOAD_TIME STATUS ROW_COUNT ROW_PARSED FIRST_ERROR_MESSAGE "
        "FIRST_ERROR_LINE_NUMBER FIRST_ERROR_CHARACTER_POSITION FIRST_ERROR_COL_NAME ERROR_COUNT ERROR_LIMIT",
        LAST_LOAD_TIME=TIMESTAMP_LTZ,
        **dict.fromkeys(_LOADED.split(), COUNT),
    ),
    "APPLICABLE_ROLES": columns("GRANTEE ROLE_NAME ROLE_OWNER IS_GRANTABLE"),
    "ENABLED_ROLES": columns("ROLE_NAME ROLE_OWNER"),
    "OBJECT_PRIVILEGES": columns(_PRIVILEGE, CREATED=TIMESTAMP_LTZ),
    "TABLE_PRIVILEGES": columns(
        "GRANTOR GRANTEE GRANTED_TO TABLE_CATALOG TABLE_SCHEMA TABLE_NAME PRIVILEGE_TYPE IS_GRANTABLE WITH_HIERARCHY "
        "CREATED",
        CREATED=TIMESTAMP_LTZ,
    ),
    "USAGE_PRIVILEGES": columns(_PRIVILEGE, CREATED=TIMESTAMP_LTZ),
    "INFORMATION_SCHEMA_CATALOG_NAME": columns("CATALOG_NAME"),
    "EXTERNAL_TABLES": columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER CREATED LAST_ALTERED LAST_DDL LAST_DDL_BY "
        "AUTO_CLUSTERING_ON COMMENT LOCATION FILE_FORMAT_NAME FILE_FORMAT_TYPE",
        **TIMES,
        LAST_DDL=TIMESTAMP_LTZ,
        AUTO_CLUSTERING_ON=BOOLEAN,
    ),
    "TABLE_STORAGE_METRICS": columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME ID CLONE_GROUP_ID IS_TRANSIENT ACTIVE_BYTES TIME_TRAVEL_BYTES "
        "FAILSAFE_BYTES RETAINED_FOR_CLONE_BYTES TABLE_CREATED TABLE_DROPPED TABLE_ENTERED_FAILSAFE CATALOG_CREATED "
        "CATALOG_DROPPED SCHEMA_CREATED SCHEMA_DROPPED COMMENT",
        **dict.fromkeys(_SIZES.split(), COUNT),
        **dict.fromkeys(_LIFE.split(), TIMESTAMP_LTZ),
    ),
    **information_absent.EMPTY,
}
"""The views that there are, with their columns."""


def has_schema(database: DatabaseCatalog, name: str) -> bool:
    """Whether a session can be in a schema of a database: in INFORMATION_SCHEMA too, though the catalog has none."""
    return name == SCHEMA_NAME or database.schema(name) is not None


def schema_of(database: DatabaseCatalog) -> Schema:
    """INFORMATION_SCHEMA of a database, as a schema of the catalog would be; nobody owns it."""
    return Schema(id=_NO_ID, name=SCHEMA_NAME, owner="", created_at=database.database.created_at, comment=_DESCRIPTION)


def objects_of(database: DatabaseCatalog, schema: Schema) -> list[View]:
    """The views, by name, as views of the catalog would be; their texts are nobody's business."""
    return [
        View(
            id=_NO_ID,
            name=name,
            owner="",
            created_at=database.database.created_at,
            schema_id=schema.id,
            query="",
            text="",
            columns=tuple(Column(name=item, type=kind, engine_name=item) for item, kind in VIEWS[name]),
            database_name=database.database.name,
            schema_name=SCHEMA_NAME,
        )
        for name in sorted(VIEWS)
    ]


def is_schema(schema: Schema) -> bool:
    """Whether a schema is what `schema_of` gives."""
    return schema.id == _NO_ID


def provided_name(database_id: int, view: str) -> str:
    """The name under which a view's rows are provided to the engine."""
    return f"information_schema_{database_id}_{view.lower()}"


def view_of(provided: str) -> tuple[int, str]:
    """The database's id and the view's name of a provided name."""
    database_id, view = provided.removeprefix("information_schema_").split("_", 1)
    return int(database_id), view.upper()


def relation(database: DatabaseCatalog, view: str) -> Relation | None:
    """A view of a database's INFORMATION_SCHEMA by name, or None; one that Snowflake has and we have not is refused."""
    listed = VIEWS.get(view)
    if listed is None:
        if view in information_absent.REFUSED:
            raise unsupported(f"{SCHEMA_NAME}.{view}")
        return None
    provided = provided_name(database.database.id, view)
    return Relation(
        name=qualified(database.database.name, SCHEMA_NAME, view),
        kind=ObjectKind.VIEW,
        columns=tuple(RelationColumn(name, engine_name(name), data_type) for name, data_type in listed),
        source=physical.relation(physical.TEMPORARY_ATTACHMENT, provided),
        database=database.database,
        provided=provided,
    )
