"""ORC to Parquet, stripe by stripe."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.columnar import ColumnarFiles


class ArrowColumnarFiles(ColumnarFiles):
    """See the port."""

    def as_parquet(self, content: BinaryIO, kind: str) -> Iterator[bytes]:
        """See the port."""
        import pyarrow as pa  # noqa: PLC0415 - start-up stays light

        try:
            yield from _converted(content)
        except (OSError, pa.ArrowException) as error:
            raise SnowflakeError(ErrorCode.DATA, detail=f"The file is no {kind} file.") from error


def _converted(content: BinaryIO) -> Iterator[bytes]:
    import pyarrow as pa  # noqa: PLC0415 - as above
    from pyarrow import orc, parquet  # noqa: PLC0415 - as above

    file = orc.ORCFile(pa.PythonFile(content, "r"))
    buffer = _Buffer()
    with parquet.ParquetWriter(pa.PythonFile(buffer, "w"), file.schema) as writer:
        for stripe in range(file.nstripes):
            writer.write_batch(file.read_stripe(stripe))
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
