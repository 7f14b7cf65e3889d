"""The port to the store of what belongs to the account: warehouses, roles, users."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An object as it is kept: unique by kind and name; `body` is its JSON document, which may hold hashes."""

    kind: str
    name: str
    id: int
    body: str = field(repr=False)


class AccountStore(Protocol):
    """Records by kind and name. Thread-safe; every call is durable on return."""

    @abstractmethod
    def list(self) -> Sequence[AccountRecord]:
        """Every record, by kind and name."""

    @abstractmethod
    def change(self, put: Sequence[AccountRecord] = (), remove: Sequence[tuple[str, str]] = ()) -> None:
        """Remove records by kind and name, then add or replace others: all of it or nothing.

        Removing what is not there is no error.
        """
