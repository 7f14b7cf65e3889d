"""The port to the server's own configuration: small named values that must be the same after a restart."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Protocol


class ConfigurationStore(Protocol):
    """Named text values. Thread-safe; every call is durable on return."""

    @abstractmethod
    def get(self, name: str) -> str | None:
        """One value, or None."""

    @abstractmethod
    def put(self, name: str, value: str) -> None:
        """Set a value."""

    @abstractmethod
    def put_if_absent(self, name: str, value: str) -> str:
        """Set a value unless one is there; the value that holds afterwards. Atomic between processes."""

    @abstractmethod
    def all(self) -> Mapping[str, str]:
        """Every value by name."""
