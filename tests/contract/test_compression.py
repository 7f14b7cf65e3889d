from __future__ import annotations

import pytest

from mockhaus.ports.compression import Compression
from mockhaus_adapters.compression_arrow import ArrowCompression
from tests.contract.compression_contract import CompressionContract


class TestArrowCompression(CompressionContract):
    @pytest.fixture
    def compression(self) -> Compression:
        return ArrowCompression()
