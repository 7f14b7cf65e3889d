"""A machine whose memory and disk are what a test says."""

from __future__ import annotations

from mockhaus.ports.host import DiskSpace, Host, MemoryUse


class FakeHost(Host):
    """Plenty of both, until the test sets something else."""

    def __init__(self) -> None:
        self.memory_use = MemoryUse(used=1_000, limit=1_000_000)
        self.disk_space = DiskSpace(free=1_000_000_000, total=2_000_000_000)

    def memory(self) -> MemoryUse:
        return self.memory_use

    def disk(self) -> DiskSpace:
        return self.disk_space
