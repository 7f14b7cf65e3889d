from __future__ import annotations

import pytest

from mockhaus.ports.columnar import ColumnarFiles
from mockhaus_adapters.columnar_arrow import ArrowColumnarFiles
from tests.contract.columnar_contract import ColumnarFilesContract


class TestArrowColumnarFiles(ColumnarFilesContract):
    @pytest.fixture
    def files(self) -> ColumnarFiles:
        return ArrowColumnarFiles()
