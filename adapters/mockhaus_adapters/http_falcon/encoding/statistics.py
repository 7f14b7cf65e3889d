"""The counts of DML as official clients read them beside a result."""

from __future__ import annotations

from collections.abc import Mapping

_NAMES = {
    "number of rows inserted": "numRowsInserted",
    "number of rows updated": "numRowsUpdated",
    "number of rows deleted": "numRowsDeleted",
    "number of multi-joined rows updated": "numDmlDuplicates",
}


def dml_statistics(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by the names of result columns as clients name them; what the statement does not count is 0."""
    return {told: counts.get(name, 0) for name, told in _NAMES.items()}
