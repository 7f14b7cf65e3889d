from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "tests/contract"
ADAPTERS = ROOT / "adapters/mockhaus_adapters"
PARTS = {"ArrowSource", "EngineSession", "KeptResult", "RowStream"}
"""Protocols that are no port of their own: an `Engine` or a `ResultStore` gives them, and its contract covers them."""


def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text())


def base_names(node: ast.ClassDef) -> set[str]:
    """The names of a class's bases."""
    return {base.id for base in node.bases if isinstance(base, ast.Name)}


def classes(path: Path) -> list[ast.ClassDef]:
    """The classes at the top level of a module."""
    return [node for node in parsed(path).body if isinstance(node, ast.ClassDef)]


def imported_packages(path: Path) -> set[str]:
    """The adapter packages that a module imports from."""
    return {
        node.module.split(".")[1]
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mockhaus_adapters.")
        if node.module is not None
    }


PORTS = sorted(
    node.name
    for module in (ROOT / "mockhaus/ports").glob("*.py")
    for node in classes(module)
    if "Protocol" in base_names(node) and node.name not in PARTS
)
CONTRACT_OF_PORT = {
    port: name
    for port in PORTS
    for module in CONTRACTS.glob("*_contract.py")
    for name in (node.name for node in classes(module))
    if name == f"{port.removesuffix('Source')}Contract"
}
IMPLEMENTATIONS = sorted(
    {
        (port, module.relative_to(ADAPTERS).parts[0])
        for module in ADAPTERS.rglob("*.py")
        for node in classes(module)
        for port in base_names(node) & set(PORTS)
    }
)


def bindings(contract: str) -> list[Path]:
    """The test modules that subclass a contract."""
    return [
        module
        for module in CONTRACTS.glob("test_*.py")
        if any(contract in base_names(node) for node in classes(module))
    ]


@pytest.mark.parametrize("port", PORTS)
def test_every_port_has_a_contract(port: str) -> None:
    assert port in CONTRACT_OF_PORT


@pytest.mark.parametrize("port", PORTS)
def test_every_port_has_an_adapter(port: str) -> None:
    assert port in {implemented for implemented, _ in IMPLEMENTATIONS}


@pytest.mark.parametrize(("port", "adapter"), IMPLEMENTATIONS)
def test_every_adapter_is_bound_to_the_contract_of_its_port(port: str, adapter: str) -> None:
    assert adapter in {
        package for module in bindings(CONTRACT_OF_PORT.get(port, "")) for package in imported_packages(module)
    }


@pytest.mark.parametrize("module", sorted(CONTRACTS.glob("*_contract.py")), ids=lambda path: path.stem)
def test_no_contract_is_collected_by_itself(module: Path) -> None:
    assert [node.name for node in classes(module) if node.name.startswith("Test")] == []
