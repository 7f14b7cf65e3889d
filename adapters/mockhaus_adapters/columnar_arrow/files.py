"""ORC, stripe by stripe, and Avro, some thousand rows at once, as Parquet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.columnar import ColumnarFiles
from mockhaus_adapters.columnar_arrow import avro

if TYPE_CHECKING:
    import pyarrow as pa


class ArrowColumnarFiles(ColumnarFiles):
    """See the port."""

    def as_parquet(self, content: BinaryIO, kind: str) -> Iterator[bytes]:
        """See the port."""
        import pyarrow as pa  # noqa: PLC0415 - start-up stays light

        try:
            yield from _converted(*(avro.rows(content) if kind == "AVRO" else _of_orc(content)))
        except (OSError, pa.ArrowException) as error:
            raise SnowflakeError(ErrorCode.DATA, detail=f"The file is no {kind} file.") from error


def _of_orc(content: BinaryIO) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import orc  # noqa: PLC0415 - as above

    file = orc.ORCFile(pa.PythonFile(content, "r"))
    return file.schema, (file.read_stripe(stripe) for stripe in range(file.nstripes))


def _converted(schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import parquet  # noqa: PLC0415 - as above

    buffer = _Buffer()
    with parquet.ParquetWriter(pa.PythonFile(buffer, "w"), schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
            yield buffer.take()
    yield buffer.take()


class _Buffer(io.BytesIO):
    """Collects what is written until it is taken."""

    def take(self) -> bytes:
        """What was written since the last time."""
        found = self.getvalue()
        self.seek(0)
        self.truncate()
        return found
