"""What every host promises."""

from __future__ import annotations

import pytest

from mockhaus.ports.host import Host


class HostContract:
    """Subclass once for each adapter."""

    @pytest.fixture
    def host(self) -> Host:
        raise NotImplementedError(f"{type(self).__name__} must provide the host fixture")

    def test_the_process_uses_some_memory_and_no_more_than_it_can_have(self, host: Host) -> None:
        memory = host.memory()
        assert memory.used > 0
        assert memory.limit is None or memory.used <= memory.limit

    def test_some_of_the_disk_is_free_and_no_more_than_there_is(self, host: Host) -> None:
        disk = host.disk()
        assert 0 <= disk.free <= disk.total
        assert disk.total > 0
