"""What every source of sample data promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus.ports.sample_data import SampleData

SCALE = 0.001
TABLES = {
    "CUSTOMER": (150, "c_custkey"),
    "LINEITEM": (None, "l_orderkey"),
    "NATION": (25, "n_nationkey"),
    "ORDERS": (1500, "o_orderkey"),
    "PART": (200, "p_partkey"),
    "PARTSUPP": (800, "ps_partkey"),
    "REGION": (5, "r_regionkey"),
    "SUPPLIER": (10, "s_suppkey"),
}
"""Tables of TPC-H with their rows at scale 0.001 (clause 4.2.5 of the specification) and their first columns."""


class SampleDataContract:
    """Bind it with a fixture `source`."""

    @pytest.fixture
    def source(self) -> SampleData:
        raise NotImplementedError(f"{type(self).__name__} must provide the source fixture")

    def test_the_eight_tables_are_made(self, source: SampleData) -> None:
        with source.tpch(SCALE, _nothing) as files:
            assert sorted(file.table for file in files) == sorted(TABLES)
            assert all(file.path.stat().st_size > 0 for file in files)

    def test_the_files_are_parquet(self, source: SampleData) -> None:
        with source.tpch(SCALE, _nothing) as files:
            for file in files:
                content = file.path.read_bytes()
                assert content[:4] == content[-4:] == b"PAR1"

    def test_the_files_end_with_the_context(self, source: SampleData) -> None:
        with source.tpch(SCALE, _nothing) as files:
            paths = [file.path for file in files]
        assert not any(path.exists() for path in paths)

    def test_the_files_end_with_an_error_too(self, source: SampleData) -> None:
        paths: list[Path] = []

        def use() -> None:
            with source.tpch(SCALE, _nothing) as files:
                paths.extend(file.path for file in files)
                raise KeyError

        with pytest.raises(KeyError):
            use()
        assert paths
        assert not any(path.exists() for path in paths)

    def test_the_same_scale_makes_the_same_data(self, source: SampleData) -> None:
        with source.tpch(SCALE, _nothing) as one, source.tpch(SCALE, _nothing) as two:
            first = {file.table: file.path.read_bytes() for file in one}
            second = {file.table: file.path.read_bytes() for file in two}
        assert first == second

    def test_what_the_check_raises_ends_the_making(self, source: SampleData) -> None:
        with pytest.raises(KeyError), source.tpch(1_000, _raise):
            pass


def _raise() -> None:
    raise KeyError


def _nothing() -> None:
    pass
