"""What every implementation of the port to columnar files promises."""

from __future__ import annotations

import io

import pyarrow as pa
import pytest
from pyarrow import orc, parquet

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.columnar import ColumnarFiles


def written(table: pa.Table) -> io.BytesIO:
    """A table as an ORC file of several stripes."""
    content = io.BytesIO()
    orc.write_table(table, content, stripe_size=1 << 14)
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

    def test_a_file_without_rows_keeps_its_columns(self, files: ColumnarFiles) -> None:
        table = pa.table({"a": pa.array([], type=pa.int32())})

        converted = b"".join(files.as_parquet(written(table), "ORC"))

        assert parquet.read_table(io.BytesIO(converted)).schema.names == ["a"]

    @pytest.mark.parametrize("content", [b"", b"ORC", b"id,name\n1,Ann\n"])
    def test_what_is_no_such_file_is_told(self, files: ColumnarFiles, content: bytes) -> None:
        with pytest.raises(SnowflakeError) as raised:
            list(files.as_parquet(io.BytesIO(content), "ORC"))

        assert raised.value.error is ErrorCode.DATA
