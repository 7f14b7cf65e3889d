"""The port to generators of sample data."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SampleFile:
    """The Parquet file of one sample table, whose columns have the table's names in lower case."""

    table: str
    path: Path


class SampleData(Protocol):
    """Makes the tables of TPC-H. Thread-safe."""

    @abstractmethod
    def tpch(self, scale: float, check: Callable[[], None]) -> AbstractContextManager[Sequence[SampleFile]]:
        """The eight tables at a scale factor, in files that last as long as the context, and as the process.

        While they are made `check` is called several times a second: what it raises ends the making. STORAGE where
        that fails.
        """
