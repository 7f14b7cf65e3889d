"""The port to the places that external stages name: buckets of object stores, folders of the machine."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Protocol

from mockhaus.domain.errors import unsupported


@dataclass(frozen=True, slots=True)
class ExternalPlace:
    """Where the files of an external stage lie, as CREATE STAGE says it. Credentials are never shown.

    A place that is `delegated` is reached with the credentials that the operator gave storage integrations.
    """

    url: str
    endpoint: str = ""
    credentials: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    delegated: bool = False
    encryption: tuple[tuple[str, str], ...] = ()
    """How files that are written are to be encrypted: TYPE, and KMS_KEY_ID."""


class ExternalStages(Protocol):
    """Lets locations of the stage store stand for external places. Thread-safe.

    Both methods refuse by name what the operator has not allowed, and what cannot be reached by this installation.
    """

    @abstractmethod
    def check(self, place: ExternalPlace) -> None:
        """Refuse a place that no stage may have. Nothing is sent there."""

    @abstractmethod
    def connect(self, location: str, place: ExternalPlace) -> None:
        """From now on a location of the stage store is this place; connecting again is allowed, and cheap.

        Removing such a location ends the connection and leaves the files.
        """


class NoExternalStages(ExternalStages):
    """Refuses every place."""

    def check(self, place: ExternalPlace) -> None:
        """See the port."""
        raise unsupported(f"external stage at '{place.url}'")

    def connect(self, location: str, place: ExternalPlace) -> None:  # noqa: ARG002 - nothing is connected
        """See the port."""
        self.check(place)
