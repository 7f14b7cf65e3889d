"""Sources of sample data keep their contract."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet
import pytest

from mockhaus.ports.sample_data import SampleData
from mockhaus_adapters.sample_data_tpchgen.generator import TpchgenSampleData
from tests.contract.sample_data_contract import SCALE, TABLES, SampleDataContract
from tests.support.server import environment

_INSTALL = """
import pathlib, sys
from mockhaus_adapters.sample_data_tpchgen.generator import TpchgenSampleData
with TpchgenSampleData(pathlib.Path(sys.argv[1])).tpch(1_000, lambda: None):
    pass
"""


class TestTpchgenSampleData(SampleDataContract):
    """The program tpchgen-cli."""

    @pytest.fixture
    def source(self) -> SampleData:
        return TpchgenSampleData()

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return tmp_path / "samples"

    def test_every_table_has_its_rows_and_first_column(self, source: SampleData) -> None:
        with source.tpch(SCALE, lambda: None) as files:
            for file in files:
                rows, first = TABLES[file.table]
                metadata = pyarrow.parquet.read_metadata(file.path)
                assert metadata.schema.names[0] == first
                assert rows in {metadata.num_rows, None}

    def test_nothing_is_left_of_what_was_stopped(self, folder: Path) -> None:
        with pytest.raises(KeyError), TpchgenSampleData(folder).tpch(1_000, _raise_once_begun(folder)):
            pass
        assert list(folder.iterdir()) == []

    def test_nothing_is_left_of_what_a_killed_process_began(self, folder: Path) -> None:
        with subprocess.Popen([sys.executable, "-c", _INSTALL, str(folder)], env=environment()) as process:
            while not list(folder.glob("*/*")):
                time.sleep(0.05)
            process.kill()
        until = time.monotonic() + 30
        while list(folder.iterdir()):
            assert time.monotonic() < until, "the program goes on"
            time.sleep(0.05)

    def test_what_is_in_the_folder_at_the_start_is_deleted(self, folder: Path) -> None:
        (folder / "mockhaus-tpch-old").mkdir(parents=True)
        TpchgenSampleData(folder)
        assert not folder.exists()


def _raise_once_begun(folder: Path) -> Callable[[], None]:
    def check() -> None:
        if list(folder.glob("*/*")):
            raise KeyError

    return check
