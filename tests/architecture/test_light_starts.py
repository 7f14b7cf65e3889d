"""What a start imports: each of these packages takes a noticeable part of the time to the first answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_REPORT = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
sys.argv[0] = "mockhaus"
from mockhaus_deployments.entrypoint import main
main()
"""
_OF_SERVERS = {"falcon", "h11", "httptools", "uvicorn", "uvloop"}
_OF_METADATA = {"alembic", "psycopg", "sqlalchemy"}
_OF_TERMINALS = {"prompt_toolkit", "pygments", "rich"}
_OF_ENGINES = {"duckdb", "numpy", "pyarrow", "sqlglot"}
_OF_SETTINGS = {"dependency_injector", "pydantic", "yaml"}
_OF_TRACES = {"opentelemetry", "requests"}


def imported_by(*arguments: str) -> set[str]:
    """The modules and packages that a call of the program imports in a fresh interpreter."""
    command = [sys.executable, "-c", _REPORT, *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return set(json.loads(run.stderr.splitlines()[-1]))


def test_a_query_in_memory_imports_no_server_no_metadata_store_and_no_terminal() -> None:
    imported = imported_by("query", "--data-dir", ":memory:", "SELECT 1")
    assert not imported & (_OF_SERVERS | _OF_METADATA | _OF_TERMINALS | _OF_TRACES)


def test_a_query_of_few_rows_does_without_arrow() -> None:
    assert "pyarrow" not in imported_by("query", "--data-dir", ":memory:", "SELECT 1")


def test_a_query_on_a_folder_imports_neither_alembic_nor_postgresql_once_its_metadata_are_current(
    tmp_path: Path,
) -> None:
    arguments = ("query", "--data-dir", str(tmp_path), "SELECT 1")
    assert "alembic" in imported_by(*arguments)
    assert not imported_by(*arguments) & (_OF_SERVERS | _OF_TERMINALS | {"alembic", "psycopg", "pyarrow"})


def test_telling_the_version_imports_no_engine_and_reads_no_settings() -> None:
    imported = imported_by("--version")
    assert not imported & (_OF_SERVERS | _OF_METADATA | _OF_TERMINALS | _OF_ENGINES | _OF_SETTINGS)
