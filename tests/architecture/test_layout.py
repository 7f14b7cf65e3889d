from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AGREED = {
    "LICENSE",
    "README.md",
    "adapters",
    "architecture",
    "docker",
    "mockhaus",
    "pyproject.toml",
    "tests",
}
MADE_BY_TOOLS = {"PKG-INFO", "build", "dist", "mockhaus-data"}
PACKAGES = ("mockhaus", "adapters/mockhaus_adapters", "adapters/mockhaus_deployments")


def test_the_top_level_holds_what_was_agreed_and_nothing_else() -> None:
    entries = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert entries - MADE_BY_TOOLS <= AGREED


@pytest.mark.parametrize("folder", ["adapters", "docker"])
def test_a_folder_that_shares_its_name_with_a_library_is_no_package(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_folder_with_modules_is_a_package(package: str) -> None:
    folders = {path.parent for path in (ROOT / package).rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_has_500_lines_or_more(package: str) -> None:
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in (ROOT / package).rglob("*.py")}
    assert [path for path, length in sorted(lengths.items()) if length >= 500] == []


def test_every_adapter_is_named_by_its_role_and_its_technology() -> None:
    adapters = {path.parent.name for path in (ROOT / "adapters/mockhaus_adapters").glob("*/__init__.py")}
    assert [name for name in sorted(adapters) if "_" not in name] == []
