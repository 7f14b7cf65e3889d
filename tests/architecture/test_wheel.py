from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PACKAGES = (ROOT / "mockhaus", ROOT / "adapters/mockhaus_adapters", ROOT / "adapters/mockhaus_deployments")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel, built as `python -m build` builds it."""
    built = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"]))
    with zipfile.ZipFile(built) as archive:
        yield archive


def sources() -> set[str]:
    """Every file of the packages by its path below the folder that is imported from."""
    return {
        path.relative_to(package.parent).as_posix()
        for package in PACKAGES
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


def test_the_wheel_holds_the_source_files_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == sources()


def test_the_wheel_holds_the_files_that_are_not_python(wheel: zipfile.ZipFile) -> None:
    endings = {Path(name).suffix for name in wheel.namelist() if ".dist-info/" not in name}
    assert {".py", ".sql", ".mako"} <= endings


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert "mockhaus = mockhaus_deployments.entrypoint:main" in wheel.read(name).decode()
