"""SPLIT_TO_TABLE and STRTOK_SPLIT_TO_TABLE, table functions: the parts of a text as rows.

Follows https://docs.snowflake.com/en/sql-reference/functions/split_to_table and
https://docs.snowflake.com/en/sql-reference/functions/strtok_split_to_table.
"""

from __future__ import annotations

from sqlglot import exp

from mockhaus.domain.types import VARCHAR, DataType, number
from mockhaus.translation.functions.building import call, text
from mockhaus.translation.functions.signatures import as_text, coerced
from mockhaus.translation.rules import Walk
from mockhaus.translation.scope import ListedRows

COLUMNS: tuple[tuple[str, DataType], ...] = (
    ("SEQ", number(38, 0, nullable=False)),
    ("INDEX", number(38, 0, nullable=False)),
    ("VALUE", VARCHAR),
)
"""The columns of the rows, in order."""


def split_rows(function: exp.Expr, walk: Walk) -> ListedRows:
    """The rows of a function whose arguments are walked."""
    delimiter = function.args.get("expression") or text(" ")
    name = "mh_split_rows" if isinstance(function, exp.SplitToTable) else "mh_token_rows"
    return ListedRows(call(name, *coerced(function, [function.this, delimiter], [as_text], walk)), COLUMNS)
