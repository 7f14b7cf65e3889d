"""The counts of DML as official clients read them beside a result."""

from __future__ import annotations

from mockhaus.ports.results import KeptResult

_NAMES = {
    "number of rows inserted": "numRowsInserted",
    "number of rows updated": "numRowsUpdated",
    "number of rows deleted": "numRowsDeleted",
    "number of multi-joined rows updated": "numDmlDuplicates",
}


NOTHING_COUNTED = dict.fromkeys(_NAMES.values(), 0)


def dml_statistics(result: KeptResult) -> dict[str, int]:
    """The counts in the one row of DML's result; what the statement does not count is 0."""
    found = dict(NOTHING_COUNTED)
    rows = result.rows(0)
    if rows:
        for column, value in zip(result.columns, rows[0], strict=True):
            name = _NAMES.get(column.name)
            if name and isinstance(value, int):
                found[name] = value
    return found
