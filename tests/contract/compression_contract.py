"""What every implementation of the compression port promises."""

from __future__ import annotations

import bz2
import gzip
import io
import zlib

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.compression import METHODS, Compression

_PIECES = (b"first,1\n", b"second,2\n" * 50_000, b"", bytes(range(256)) * 1_000)


class CompressionContract:
    @pytest.fixture
    def compression(self) -> Compression:
        raise NotImplementedError

    @pytest.mark.parametrize("method", sorted(METHODS))
    def test_what_was_compressed_comes_back(self, compression: Compression, method: str) -> None:
        content = b"".join(compression.compressed(_PIECES, method))

        assert compression.decompressed(io.BytesIO(content), method).read() == b"".join(_PIECES)

    @pytest.mark.parametrize("method", sorted(METHODS))
    def test_nothing_comes_back_as_nothing(self, compression: Compression, method: str) -> None:
        content = b"".join(compression.compressed((), method))

        assert compression.decompressed(io.BytesIO(content), method).read() == b""

    @pytest.mark.parametrize("method", sorted(METHODS - {"NONE"}))
    def test_equal_contents_give_equal_bytes_that_are_fewer(self, compression: Compression, method: str) -> None:
        first, second = (b"".join(compression.compressed(_PIECES, method)) for _ in range(2))

        assert first == second
        assert len(first) < sum(map(len, _PIECES)) / 2

    @pytest.mark.parametrize("method", sorted(METHODS - {"NONE"}))
    def test_damaged_content_is_told(self, compression: Compression, method: str) -> None:
        content = b"".join(compression.compressed(_PIECES, method))

        for damaged in (content[: len(content) // 2], b"id,name\n1,Ann\n"):
            with pytest.raises(SnowflakeError) as raised:
                compression.decompressed(io.BytesIO(damaged), method).read()
            assert raised.value.error is ErrorCode.DATA

    @pytest.mark.parametrize(
        ("method", "content"),
        [
            ("GZIP", gzip.compress(b"abc", mtime=0) + gzip.compress(b"def", mtime=0)),
            ("BZ2", bz2.compress(b"abcdef")),
            ("DEFLATE", zlib.compress(b"abcdef")),
            ("RAW_DEFLATE", zlib.compress(b"abcdef")[2:-4]),
        ],
    )
    def test_contents_of_others_are_read(self, compression: Compression, method: str, content: bytes) -> None:
        assert compression.decompressed(io.BytesIO(content), method).read() == b"abcdef"

    def test_a_content_is_closed_with_what_is_behind_it(self, compression: Compression) -> None:
        origin = io.BytesIO(gzip.compress(b"abc"))

        with compression.decompressed(origin, "GZIP") as content:
            assert content.read(2) == b"ab"

        assert origin.closed
