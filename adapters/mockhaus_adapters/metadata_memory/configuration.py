"""Named configuration values in memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from mockhaus.ports.configuration import ConfigurationStore


class MemoryConfigurationStore(ConfigurationStore):
    """Values in a dictionary; they last as long as the store."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        """One value, or None."""
        with self._lock:
            return self._values.get(name)

    def put(self, name: str, value: str) -> None:
        """Set a value."""
        with self._lock:
            self._values[name] = value

    def put_if_absent(self, name: str, value: str) -> str:
        """Set a value unless one is there; the value that holds afterwards."""
        with self._lock:
            return self._values.setdefault(name, value)

    def all(self) -> Mapping[str, str]:
        """Every value by name, as of now."""
        with self._lock:
            return dict(self._values)
