"""The engine as deployments start it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from mockhaus.ports.engine import Engine
from mockhaus_adapters.engine_duckdb.engine import DuckDbEngine
from mockhaus_adapters.engine_duckdb.settings import EngineOptions
from mockhaus_deployments.settings import Settings


class Staging(Protocol):
    """A stage store whose files the engine reads."""

    @property
    def engine_folder(self) -> str:
        """The folder in which all of them lie."""


def duckdb_engine(settings: Settings, folder: Path | None, stages: Staging) -> Iterator[Engine]:
    """DuckDB on a data folder, or in memory; it may read what is staged and nothing else."""
    options = EngineOptions(
        data=folder,
        readable=(Path(stages.engine_folder),),
        memory_limit=settings.engine.memory_limit,
        threads=settings.engine.threads,
    )
    engine = DuckDbEngine(options)
    try:
        yield engine
    finally:
        engine.close()
