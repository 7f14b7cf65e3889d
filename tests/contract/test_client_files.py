"""The sources of client files, each held to the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockhaus.ports.client_files import ClientFiles
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from tests.contract.client_files_contract import ClientFilesContract, fill


class TestLocalClientFiles(ClientFilesContract):
    @pytest.fixture
    def files(self) -> ClientFiles:
        return LocalClientFiles()

    @pytest.fixture
    def folder(self, tmp_path: Path) -> str:
        fill(tmp_path)
        return str(tmp_path)

    def vanish(self, path: str) -> None:
        Path(path).unlink()
