from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.host import Host
from mockhaus_adapters.host_system import host as host_system
from mockhaus_adapters.host_system.host import SystemHost
from tests.contract.host_contract import HostContract
from tests.fakes.host import FakeHost

_MUCH = 32 * 2**20


class TestSystemHost(HostContract):
    @pytest.fixture
    def host(self, tmp_path: Path) -> SystemHost:
        return SystemHost(tmp_path)

    def test_memory_in_use_grows_with_what_the_process_takes(self, host: Host) -> None:
        before = host.memory().used
        taken = b"\xff" * _MUCH
        assert host.memory().used - before > len(taken) / 2

    def test_the_limit_of_the_container_holds_where_it_is_below_the_machines(self, tmp_path: Path) -> None:
        limit = tmp_path / "memory.max"
        limit.write_text("123456789\n")
        assert SystemHost(tmp_path, (limit,)).memory().limit == 123_456_789

    @pytest.mark.parametrize("content", ["max\n", f"{2**63}\n"])
    def test_a_container_without_a_limit_has_the_machines_memory(self, tmp_path: Path, content: str) -> None:
        limit = tmp_path / "memory.max"
        limit.write_text(content)
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        assert SystemHost(tmp_path, (limit,)).memory().limit == machine

    def test_a_machine_without_proc_tells_the_most_memory_that_was_used(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = SystemHost(tmp_path).memory().used
        monkeypatch.setattr(host_system, "_IN_USE", tmp_path / "none")
        assert SystemHost(tmp_path).memory().used > now / 2

    def test_the_disk_is_the_one_of_the_folder(self, host: Host, tmp_path: Path) -> None:
        assert host.disk().total == shutil.disk_usage(tmp_path).total

    def test_a_folder_that_is_gone_is_an_error_of_the_catalogue(self, tmp_path: Path) -> None:
        with pytest.raises(SnowflakeError) as raised:
            SystemHost(tmp_path / "gone").disk()
        assert raised.value.error is ErrorCode.STORAGE


class TestFakeHost(HostContract):
    @pytest.fixture
    def host(self) -> FakeHost:
        return FakeHost()
