"""INFORMATION_SCHEMA: its views and their columns, as relations whose rows the core provides.

Follows https://docs.snowflake.com/en/sql-reference/info-schema, in the documented order of columns.
"""

from __future__ import annotations

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.catalog import DatabaseCatalog
from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.identifiers import engine_name, qualified
from mockhaus.domain.types import BOOLEAN, TIMESTAMP_LTZ, VARCHAR, DataType, number
from mockhaus.translation.context import Relation, RelationColumn

SCHEMA_NAME = "INFORMATION_SCHEMA"

Columns = tuple[tuple[str, DataType], ...]

_COUNT = number(38, 0)


def _columns(listed: str, **others: DataType) -> Columns:
    return tuple((name, others.get(name, VARCHAR)) for name in listed.split())


VIEWS: dict[str, Columns] = {
    "DATABASES": _columns(
        "DATABASE_NAME DATABASE_OWNER IS_TRANSIENT COMMENT CREATED LAST_ALTERED RETENTION_TIME TYPE OWNER_ROLE_TYPE",
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
        RETENTION_TIME=_COUNT,
    ),
    "SCHEMATA": _columns(
        "CATALOG_NAME SCHEMA_NAME SCHEMA_OWNER IS_TRANSIENT IS_MANAGED_ACCESS RETENTION_TIME "
        "DEFAULT_CHARACTER_SET_CATALOG DEFAULT_CHARACTER_SET_SCHEMA DEFAULT_CHARACTER_SET_NAME SQL_PATH "
        "CREATED LAST_ALTERED COMMENT",
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
        RETENTION_TIME=_COUNT,
    ),
    "TABLES": _columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER TABLE_TYPE IS_TRANSIENT CLUSTERING_KEY ROW_COUNT BYTES "
        "RETENTION_TIME SELF_REFERENCING_COLUMN_NAME REFERENCE_GENERATION USER_DEFINED_TYPE_CATALOG "
        "USER_DEFINED_TYPE_SCHEMA USER_DEFINED_TYPE_NAME IS_INSERTABLE_INTO IS_TYPED COMMIT_ACTION CREATED "
        "LAST_ALTERED LAST_DDL LAST_DDL_BY AUTO_CLUSTERING_ON COMMENT IS_TEMPORARY IS_ICEBERG IS_DYNAMIC "
        "IS_IMMUTABLE IS_HYBRID",
        ROW_COUNT=_COUNT,
        BYTES=_COUNT,
        RETENTION_TIME=_COUNT,
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
        LAST_DDL=TIMESTAMP_LTZ,
        AUTO_CLUSTERING_ON=BOOLEAN,
    ),
    "COLUMNS": _columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION COLUMN_DEFAULT IS_NULLABLE DATA_TYPE "
        "CHARACTER_MAXIMUM_LENGTH CHARACTER_OCTET_LENGTH NUMERIC_PRECISION NUMERIC_PRECISION_RADIX NUMERIC_SCALE "
        "DATETIME_PRECISION INTERVAL_TYPE INTERVAL_PRECISION CHARACTER_SET_CATALOG CHARACTER_SET_SCHEMA "
        "CHARACTER_SET_NAME COLLATION_CATALOG COLLATION_SCHEMA COLLATION_NAME DOMAIN_CATALOG DOMAIN_SCHEMA "
        "DOMAIN_NAME UDT_CATALOG UDT_SCHEMA UDT_NAME SCOPE_CATALOG SCOPE_SCHEMA SCOPE_NAME MAXIMUM_CARDINALITY "
        "DTD_IDENTIFIER IS_SELF_REFERENCING IS_IDENTITY IDENTITY_GENERATION IDENTITY_START IDENTITY_INCREMENT "
        "IDENTITY_MAXIMUM IDENTITY_MINIMUM IDENTITY_CYCLE IDENTITY_ORDERED SCHEMA_EVOLUTION_RECORD COMMENT "
        "DATA_TYPE_ALIAS EXPRESSION KIND",
        ORDINAL_POSITION=_COUNT,
        CHARACTER_MAXIMUM_LENGTH=_COUNT,
        CHARACTER_OCTET_LENGTH=_COUNT,
        NUMERIC_PRECISION=_COUNT,
        NUMERIC_PRECISION_RADIX=_COUNT,
        NUMERIC_SCALE=_COUNT,
        DATETIME_PRECISION=_COUNT,
        INTERVAL_PRECISION=_COUNT,
        MAXIMUM_CARDINALITY=_COUNT,
    ),
    "VIEWS": _columns(
        "TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE "
        "INSERTABLE_INTO IS_SECURE CREATED LAST_ALTERED LAST_DDL LAST_DDL_BY COMMENT",
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
        LAST_DDL=TIMESTAMP_LTZ,
    ),
    "SEQUENCES": _columns(
        "SEQUENCE_CATALOG SEQUENCE_SCHEMA SEQUENCE_NAME SEQUENCE_OWNER DATA_TYPE NUMERIC_PRECISION "
        "NUMERIC_PRECISION_RADIX NUMERIC_SCALE START_VALUE MINIMUM_VALUE MAXIMUM_VALUE NEXT_VALUE INCREMENT "
        "CYCLE_OPTION CREATED LAST_ALTERED ORDERED COMMENT",
        NUMERIC_PRECISION=_COUNT,
        NUMERIC_PRECISION_RADIX=_COUNT,
        NUMERIC_SCALE=_COUNT,
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
    ),
    "TABLE_CONSTRAINTS": _columns(
        "CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME TABLE_CATALOG TABLE_SCHEMA TABLE_NAME "
        "CONSTRAINT_TYPE IS_DEFERRABLE INITIALLY_DEFERRED ENFORCED COMMENT CREATED LAST_ALTERED RELY",
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
    ),
    "STAGES": _columns(
        "STAGE_CATALOG STAGE_SCHEMA STAGE_NAME STAGE_URL STAGE_REGION STAGE_TYPE STAGE_OWNER COMMENT CREATED "
        "LAST_ALTERED",
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
    ),
    "FILE_FORMATS": _columns(
        "FILE_FORMAT_CATALOG FILE_FORMAT_SCHEMA FILE_FORMAT_NAME FILE_FORMAT_OWNER FILE_FORMAT_TYPE "
        "RECORD_DELIMITER FIELD_DELIMITER SKIP_HEADER DATE_FORMAT TIME_FORMAT TIMESTAMP_FORMAT BINARY_FORMAT "
        "ESCAPE ESCAPE_UNENCLOSED_FIELD TRIM_SPACE FIELD_OPTIONALLY_ENCLOSED_BY NULL_IF COMPRESSION "
        "ERROR_ON_COLUMN_COUNT_MISMATCH CREATED LAST_ALTERED COMMENT",
        SKIP_HEADER=_COUNT,
        CREATED=TIMESTAMP_LTZ,
        LAST_ALTERED=TIMESTAMP_LTZ,
    ),
}
"""The views that there are, with their columns."""


def provided_name(database_id: int, view: str) -> str:
    """The name under which a view's rows are provided to the engine."""
    return f"information_schema_{database_id}_{view.lower()}"


def view_of(provided: str) -> tuple[int, str]:
    """The database's id and the view's name of a provided name."""
    database_id, view = provided.removeprefix("information_schema_").split("_", 1)
    return int(database_id), view.upper()


def relation(database: DatabaseCatalog, view: str) -> Relation | None:
    """A view of a database's INFORMATION_SCHEMA by name, or None."""
    columns = VIEWS.get(view)
    if columns is None:
        return None
    provided = provided_name(database.database.id, view)
    return Relation(
        name=qualified(database.database.name, SCHEMA_NAME, view),
        kind=ObjectKind.VIEW,
        columns=tuple(RelationColumn(name, engine_name(name), data_type) for name, data_type in columns),
        source=physical.relation(physical.TEMPORARY_ATTACHMENT, provided),
        database=database.database,
        provided=provided,
    )
