"""The port to identifiers that nobody can guess or meet twice."""

from __future__ import annotations

from abc import abstractmethod
from typing import Protocol


class IdentitySource(Protocol):
    """New identifiers. Thread-safe."""

    @abstractmethod
    def query_id(self) -> str:
        """A statement's id in Snowflake's form: a UUID in lower case that sorts by time."""

    @abstractmethod
    def session_id(self) -> str:
        """A session's id: a decimal number of up to 18 digits, unguessable, as Snowflake's are numbers."""

    @abstractmethod
    def token(self) -> str:
        """A secret or folder key of 128 random bits or more, URL-safe."""
