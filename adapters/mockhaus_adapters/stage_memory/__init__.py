"""Staged files in memory, for deployments that keep nothing."""

from mockhaus_adapters.stage_memory.store import MemoryStageStore

__all__ = ["MemoryStageStore"]
