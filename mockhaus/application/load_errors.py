"""Errors of files as VALIDATION_MODE and VALIDATE tell them.

Follows https://docs.snowflake.com/en/sql-reference/sql/copy-into-table (VALIDATION_MODE) and
https://docs.snowflake.com/en/sql-reference/functions/validate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mockhaus.application.file_records import FoundError
from mockhaus.domain.errors import ErrorCode
from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn
from mockhaus.translation.metadata_tables import LOAD_ERRORS

COLUMNS = tuple(ResultColumn(name, kind) for name, kind in LOAD_ERRORS)


def rows(file: str, errors: Iterable[FoundError], rejected: Mapping[int, str]) -> Iterator[Row]:
    """The errors of a file, with the texts of the records that have them, by number."""
    for found in errors:
        error = found.error
        yield (
            error.message,
            file,
            found.line,
            error.character,
            None,
            "parsing" if error.error is ErrorCode.LOAD_FAILED else "conversion",
            int(error.error.code),
            error.error.sqlstate,
            found.column or None,
            found.row,
            found.line,
            rejected.get(found.row),
        )
