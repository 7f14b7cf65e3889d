"""Results kept in memory."""

from mockhaus_adapters.results_memory.store import MemoryResultStore

__all__ = ["MemoryResultStore"]
