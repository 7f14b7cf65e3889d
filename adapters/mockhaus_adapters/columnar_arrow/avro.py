"""Avro as rows and a schema of Apache Arrow.

Follows https://avro.apache.org/docs/1.12.0/specification. Dates and times are the numbers that the file holds, as its
logical types are not applied.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 10_000
_LOGICAL, _IGNORED = b'"logicalType"', b'"ignoredType"'
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, EOFError, UnicodeError, OverflowError)
_NOTHING = "null"
_DECIMAL = "decimal"


def rows(content: BinaryIO) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The columns of a file and its rows, some thousands at once; DATA where it is no Avro file of records."""
    fastavro = _library()
    try:
        fastavro.reader(content)
        reader = fastavro.reader(_Plain(content, content.tell()))
    except _UNREADABLE as error:
        raise _damaged() from error
    schema = _Types().schema(reader.writer_schema)
    return schema, _batches(reader, schema)


def _library() -> Any:  # noqa: ANN401 - a module, where it is installed
    try:
        import fastavro  # noqa: PLC0415 - only with the extra
    except ImportError as error:
        raise unsupported("files of TYPE = AVRO, which need pip install 'mockhaus[avro]'") from error
    return fastavro


def _damaged() -> SnowflakeError:
    return SnowflakeError(ErrorCode.DATA, detail="The file is no AVRO file.")


def _batches(reader: Iterator[Any], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa  # noqa: PLC0415 - start-up stays light

    try:
        while some := list(itertools.islice(reader, _ROWS_AT_ONCE)):
            yield pa.RecordBatch.from_pylist(some, schema)
    except _UNREADABLE as error:
        raise _damaged() from error


class _Plain:
    """A file whose header names no logical types, which are read as what they are stored as."""

    def __init__(self, content: BinaryIO, header: int) -> None:
        content.seek(0)
        self._header = content.read(header).replace(_LOGICAL, _IGNORED)
        self._content = content

    def read(self, size: int) -> bytes:
        """So many bytes, or as many as there are."""
        found, self._header = self._header[:size], self._header[size:]
        return found + self._content.read(size - len(found)) if len(found) < size else found


class _Types:
    """Types of Avro as those of Arrow."""

    def __init__(self) -> None:
        import pyarrow as pa  # noqa: PLC0415 - as above

        self._arrow = pa
        self._named: dict[str, Any] = {}
        self._open: set[str] = set()
        self._plain: dict[str, pa.DataType] = {
            _NOTHING: pa.null(),
            "boolean": pa.bool_(),
            "int": pa.int32(),
            "long": pa.int64(),
            "float": pa.float32(),
            "double": pa.float64(),
            "bytes": pa.binary(),
            "fixed": pa.binary(),
            "string": pa.string(),
            "enum": pa.string(),
        }

    def schema(self, written: Any) -> pa.Schema:  # noqa: ANN401 - JSON
        """The columns of a file of records."""
        if not isinstance(written, dict) or written.get("type") not in ("record", "error"):
            raise unsupported("Avro files of anything but records")
        return self._arrow.schema(self._record(written))

    def _record(self, written: dict[str, Any]) -> Any:  # noqa: ANN401 - a type of Arrow
        name = str(written["name"])
        self._named[name] = written
        self._open.add(name)
        found = self._arrow.struct([self._field(field["name"], field["type"]) for field in written["fields"]])
        self._open.discard(name)
        return found

    def _field(self, name: str, written: Any) -> Any:  # noqa: ANN401 - as above
        found, nullable = self._found(written)
        return self._arrow.field(name, found, nullable=nullable)

    def _found(self, written: Any) -> tuple[Any, bool]:  # noqa: ANN401 - as above
        """A type, and whether it takes null."""
        if isinstance(written, list):
            others = [kind for kind in written if kind != _NOTHING]
            if len(others) > 1:
                raise unsupported("Avro files with unions of several types")
            return (self._type(others[0]) if others else self._plain[_NOTHING]), len(others) < len(written)
        return self._type(written), written == _NOTHING

    def _type(self, written: Any) -> Any:  # noqa: ANN401 - as above
        if isinstance(written, str):
            return self._plain.get(written) or self._by_name(written)
        kind = written["type"]
        if written.get("ignoredType") == _DECIMAL:
            raise unsupported("Avro files with values of the logical type decimal")
        if kind in ("record", "error"):
            return self._record(written)
        if kind == "array":
            return self._arrow.list_(self._field("item", written["items"]))
        if kind == "map":
            return self._arrow.map_(self._arrow.string(), self._field("value", written["values"]))
        if "name" in written:
            self._named[str(written["name"])] = written
        return self._type(kind)

    def _by_name(self, name: str) -> Any:  # noqa: ANN401 - as above
        if name in self._open or name not in self._named:
            raise unsupported("Avro files with types within themselves")
        return self._type(self._named[name])
