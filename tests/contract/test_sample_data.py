"""Sources of sample data keep their contract."""

from __future__ import annotations

import pyarrow.parquet
import pytest

from mockhaus.ports.sample_data import SampleData
from mockhaus_adapters.sample_data_tpchgen.generator import TpchgenSampleData
from tests.contract.sample_data_contract import SCALE, TABLES, SampleDataContract


class TestTpchgenSampleData(SampleDataContract):
    """The program tpchgen-cli."""

    @pytest.fixture
    def source(self) -> SampleData:
        return TpchgenSampleData()

    def test_every_table_has_its_rows_and_first_column(self, source: SampleData) -> None:
        with source.tpch(SCALE) as files:
            for file in files:
                rows, first = TABLES[file.table]
                metadata = pyarrow.parquet.read_metadata(file.path)
                assert metadata.schema.names[0] == first
                assert rows in {metadata.num_rows, None}
