"""The shape of files of bound values: how wide their records are, and whether they are compressed."""

from __future__ import annotations

import gzip
import io

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.translation.loading.bind_files import shape


@pytest.mark.parametrize(
    ("content", "width"),
    [
        (b"", 0),
        (b"1", 1),
        (b"1\n2,3\n", 1),
        (b"1,,\n", 3),
        (b'"a,b","c\n,d","e""f,"\n1\n', 3),
        (b'"' + b"x,\n" * 100_000 + b'",2\n', 2),
    ],
)
@pytest.mark.parametrize("compressed", [False, True])
def test_the_first_record_tells_the_width(content: bytes, width: int, compressed: bool) -> None:  # noqa: FBT001
    stored = gzip.compress(content) if compressed else content

    assert shape(io.BytesIO(stored)) == (width, compressed)


def test_a_damaged_file_is_told() -> None:
    with pytest.raises(SnowflakeError) as raised:
        shape(io.BytesIO(gzip.compress(b"1,2\n" * 1000)[:20]))

    assert raised.value.error is ErrorCode.DATA
