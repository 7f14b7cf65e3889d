"""What a type of resource can do; each is a subclass, over the statements that Snowflake documents for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.statements import CreateMode, Show, Statement
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.parameters import Parameters
from mockhaus_adapters.http_falcon.resource_api.values import Document

Place = tuple[str, ...]
"""The stored names of the database, and of the schema, that resources lie in; nothing for those of the account."""

LISTED = frozenset({"like", "startsWith", "showLimit", "fromName"})


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says besides its path: the query string, and the body as it was sent."""

    parameters: Parameters
    body: bytes = b""


Action = Callable[[Calls, QualifiedName, Request], object]


class ResourceType(ABC):
    """One type of resource. `kind` is the word for it in messages, `plural` that of SHOW."""

    kind: ClassVar[str]
    plural: ClassVar[str]
    scope: ClassVar[str | None] = None
    """What resources lie in, if not in the account."""
    listed: ClassVar[frozenset[str]] = LISTED
    """The parameters of a listing."""
    created: ClassVar[frozenset[str]] = frozenset({"createMode"})
    """The parameters of a creation."""
    defined: ClassVar[frozenset[str]] = frozenset()
    """The parameters of a definition."""
    dropped: ClassVar[frozenset[str]] = frozenset({"ifExists"})
    """The parameters of a deletion."""

    def listing(self, calls: Calls, place: Place, request: Request) -> list[Document]:
        """The resources of a place that the filters leave."""
        given = request.parameters
        given.check(self.listed)
        statement = Show(
            kind=self.plural,
            history=given.flag("history"),
            like=given.text("like"),
            scope_kind=self.scope,
            scope=QualifiedName(place) if place else None,
            starts_with=given.text("startsWith"),
            limit=given.limit(),
            from_name=given.text("fromName"),
        )
        return self._listed(calls, place, statement, given)

    @abstractmethod
    def _listed(self, calls: Calls, place: Place, statement: Show, given: Parameters) -> list[Document]:
        """What a SHOW shows, as resources."""

    def create(self, calls: Calls, place: Place, request: Request) -> Document:
        """Create a resource as the body defines it."""
        request.parameters.check(self.created)
        mode = request.parameters.create_mode()
        return calls.done(self._creation(calls, place, request, mode))

    @abstractmethod
    def _creation(self, calls: Calls, place: Place, request: Request, mode: CreateMode) -> Statement:
        """The statement that creates what a body defines."""

    @abstractmethod
    def fetch(self, calls: Calls, name: QualifiedName) -> Document:
        """One resource with everything that is known of it."""

    def define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """Create a resource, or alter it to what the body defines."""
        request.parameters.check(self.defined)
        return self._define(calls, name, request)

    @abstractmethod
    def _define(self, calls: Calls, name: QualifiedName, request: Request) -> Document:
        """What PUT does."""

    def drop(self, calls: Calls, name: QualifiedName, given: Parameters) -> Document:
        """Drop a resource."""
        given.check(self.dropped)
        return calls.done(self._drop(name, given))

    @abstractmethod
    def _drop(self, name: QualifiedName, given: Parameters) -> Statement:
        """The statement that drops a resource."""

    def actions(self) -> Mapping[str, Action]:
        """What can be done to a resource besides, by the word behind its name."""
        return {}

    def parts(self) -> Mapping[str, Mapping[str, Action]]:
        """What belongs to a resource, by the end of its path: actions by the method in capitals."""
        return {}

    def collection_actions(self) -> Mapping[str, Callable[[Calls, Place, Request], object]]:
        """What can be done in a place besides, by the word behind the type's name."""
        return {}
