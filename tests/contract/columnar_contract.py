"""What every implementation of the port to columnar files promises."""

from __future__ import annotations

import io
from typing import Any

import fastavro
import pyarrow as pa
import pytest
from pyarrow import orc, parquet

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.columnar import KINDS, ColumnarFiles


def written(table: pa.Table) -> io.BytesIO:
    """A table as an ORC file of several stripes."""
    content = io.BytesIO()
    orc.write_table(table, content, stripe_size=1 << 14)
    content.seek(0)
    return content


RECORD: dict[str, Any] = {
    "type": "record",
    "name": "person",
    "namespace": "example.avro",
    "fields": [
        {"name": "id", "type": "long"},
        {"name": "names", "type": {"type": "map", "values": {"type": "array", "items": ["null", "string"]}}},
        {"name": "raw", "type": ["null", "bytes"]},
    ],
}


def avro(schema: str | dict[str, Any], rows: list[dict[str, object]]) -> io.BytesIO:
    """Records as an Avro file."""
    content = io.BytesIO()
    fastavro.writer(content, schema, rows, codec="deflate")
    content.seek(0)
    return content


class ColumnarFilesContract:
    @pytest.fixture
    def files(self) -> ColumnarFiles:
        raise NotImplementedError

    def test_rows_come_in_their_order_with_names_and_types(self, files: ColumnarFiles) -> None:
        numbers = list(range(100_000))
        table = pa.table({"Id": numbers, "text": [f"row {number}" for number in numbers], "list": [[1], None] * 50_000})

        converted = b"".join(files.as_parquet(written(table), "ORC"))

        assert parquet.read_table(io.BytesIO(converted)).to_pydict() == table.to_pydict()

    def test_records_of_avro_come_with_names_and_types(self, files: ColumnarFiles) -> None:
        rows = [{"id": number, "names": {"a": [str(number), None]}, "raw": b"\x00"} for number in range(20_001)]

        converted = b"".join(files.as_parquet(avro(RECORD, rows), "AVRO"))

        found = parquet.read_table(io.BytesIO(converted))
        assert found.column("id").to_pylist() == [row["id"] for row in rows]
        assert found.slice(20_000).to_pylist() == [{"id": 20_000, "names": [("a", ["20000", None])], "raw": b"\x00"}]
        assert [field.nullable for field in found.schema] == [False, False, True]

    @pytest.mark.parametrize(
        "written",
        [
            "long",
            {"type": "record", "name": "r", "fields": [{"name": "next", "type": ["null", "r"]}]},
            {"type": "record", "name": "r", "fields": [{"name": "a", "type": ["int", "string"]}]},
        ],
    )
    def test_what_avro_alone_has_is_refused(self, files: ColumnarFiles, written: str | dict[str, Any]) -> None:
        with pytest.raises(SnowflakeError) as raised:
            list(files.as_parquet(avro(written, []), "AVRO"))

        assert raised.value.error is ErrorCode.STATEMENT_UNSUPPORTED

    def test_a_file_without_rows_keeps_its_columns(self, files: ColumnarFiles) -> None:
        table = pa.table({"a": pa.array([], type=pa.int32())})

        converted = b"".join(files.as_parquet(written(table), "ORC"))

        assert parquet.read_table(io.BytesIO(converted)).schema.names == ["a"]

    @pytest.mark.parametrize("kind", sorted(KINDS))
    @pytest.mark.parametrize("content", [b"", b"ORC", b"id,name\n1,Ann\n", b"Obj\x01\x02\x00"])
    def test_what_is_no_such_file_is_told(self, files: ColumnarFiles, content: bytes, kind: str) -> None:
        with pytest.raises(SnowflakeError) as raised:
            list(files.as_parquet(io.BytesIO(content), kind))

        assert raised.value.error is ErrorCode.DATA
