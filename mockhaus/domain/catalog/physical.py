"""The engine's names for what the catalog holds. Opaque on purpose: a rename never touches the engine."""

from __future__ import annotations

from mockhaus.domain.catalog.objects import Database, Sequence, Table
from mockhaus.domain.identifiers import always_quote

TEMPORARY_ATTACHMENT = "temp"
DATA_SCHEMA = "main"
ROW_ID = "_row_id"
CREATED = "_created"
DELETED = "_deleted"
ROW_IDS = "rid"
"""The engine sequence, one in each file, that numbers rows."""
GENERATIONS = "_gen"
"""The table, one in each file, of sealed generations: `table_id`, `n`, `deleted` (the version that sealed it)."""
TRANSACTIONS = "_txn"
"""The table, one in each file, of versions that became visible later: `txn`, and `commit_ts`, the version of COMMIT."""
LOADS = "_loads"
"""The table, one in each file and in sessions, of loaded files."""
LOADS_COLUMNS = (
    "table_id BIGINT, path VARCHAR, md5 VARCHAR, version BIGINT, "
    "query_id VARCHAR, loaded_at TIMESTAMP, loaded BIGINT, record VARCHAR, errors VARCHAR"
)
"""Its columns: `loaded_at` is in UTC; `record` and `errors` are JSON, in words of the core's."""


def attachment_of(database: Database, table: Table) -> str:
    """The attached file that holds a table: the database's, or the session's own for a temporary table."""
    return TEMPORARY_ATTACHMENT if table.temporary else database.attachment


def relation(attachment: str, name: str) -> str:
    """A quoted, fully qualified engine relation."""
    return f"{always_quote(attachment)}.{DATA_SCHEMA}.{always_quote(name)}"


def table_name(table: Table) -> str:
    """The live rows of a table."""
    return f"t_{table.id}"


def history_name(table: Table) -> str:
    """The replaced and deleted rows of a table."""
    return f"h_{table.id}"


def generation_name(table: Table, number: int) -> str:
    """A sealed generation of a table: all rows that one whole-table statement ended."""
    return f"g_{table.id}_{number}"


def sequence_name(sequence: Sequence) -> str:
    """The engine sequence that keeps a sequence's state."""
    return f"s_{sequence.id}"


def identity_name(table_id: int, ordinal: int) -> str:
    """The engine sequence that feeds the identity column at `ordinal` of a table."""
    return f"i_{table_id}_{ordinal}"
