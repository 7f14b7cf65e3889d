"""Parts of results, and the first of them: rows in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mockhaus.domain.results import Row
from mockhaus.domain.types import ResultColumn

if TYPE_CHECKING:  # start-up stays light
    import pyarrow as pa

_ROW_BYTES = 56
_VALUE_BYTES = 40


class Part(ABC):
    """One part of a result, as it is stored: `size` bytes in memory or in a file. Immutable."""

    __slots__ = ("row_count", "size")

    row_count: int
    size: int

    @abstractmethod
    def table(self) -> pa.Table:
        """The rows as Arrow. FileNotFoundError where the file was deleted."""

    def rows(self) -> Sequence[Row]:
        """The rows as values."""
        from mockhaus_adapters.results_arrow import conversion  # noqa: PLC0415 - start-up stays light

        return conversion.to_rows(self.table())


class RowsPart(Part):
    """Few rows, as values: what was made of them is answered at once.

    As Arrow they have the types of `schema`, or without it those that they need.
    """

    __slots__ = ("_columns", "_rows", "_schema")

    def __init__(self, rows: tuple[Row, ...], columns: tuple[ResultColumn, ...], schema: pa.Schema | None) -> None:
        self._rows = rows
        self._columns = columns
        self._schema = schema
        self.row_count = len(rows)
        self.size = weight(rows)

    def table(self) -> pa.Table:
        """The rows as Arrow."""
        from mockhaus_adapters.results_arrow import conversion  # noqa: PLC0415 - start-up stays light

        schema = self._schema or conversion.schema_of_rows(self._columns, self._rows)
        return conversion.table_of(self._rows, schema)

    def rows(self) -> Sequence[Row]:
        """The rows as they are."""
        return self._rows


def weight(rows: Sequence[Row]) -> int:
    """About how many bytes rows take in memory."""
    if not rows:
        return 0
    texts = [place for place, _ in enumerate(rows[0]) if _is_long(rows, place)]
    fixed = len(rows) * (_ROW_BYTES + _VALUE_BYTES * len(rows[0]))
    return fixed + sum(len(value) for row in rows for place in texts if isinstance(value := row[place], str | bytes))


def _is_long(rows: Sequence[Row], place: int) -> bool:
    """Whether the first value of a column, other than NULL, is a text or bytes."""
    value = next((row[place] for row in rows if row[place] is not None), None)
    return isinstance(value, str | bytes)
