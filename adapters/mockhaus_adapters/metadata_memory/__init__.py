"""The metadata stores in memory, for deployments that keep nothing."""

from mockhaus_adapters.metadata_memory.account import MemoryAccountStore
from mockhaus_adapters.metadata_memory.configuration import MemoryConfigurationStore
from mockhaus_adapters.metadata_memory.history import MemoryHistoryStore
from mockhaus_adapters.metadata_memory.sessions import MemorySessionStore

__all__ = ["MemoryAccountStore", "MemoryConfigurationStore", "MemoryHistoryStore", "MemorySessionStore"]
