"""The resources of each type: a collection, and what it holds."""

from __future__ import annotations

import falcon.asgi

from mockhaus.application.use_cases import UseCases
from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName, qualified
from mockhaus_adapters.http_falcon.limits import Limits
from mockhaus_adapters.http_falcon.resource_api.answering import ApiResource, Work
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier, segment
from mockhaus_adapters.http_falcon.resource_api.resource_types import Action, Place, Request, ResourceType
from mockhaus_adapters.http_falcon.workers import Workers

_KEYS = ("database", "schema", "name")
"""The fields of paths, from the outside inwards."""


class TypedResource(ApiResource):
    """A resource of one type."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits, found: ResourceType) -> None:
        super().__init__(use_cases, workers, limits)
        self._type = found


class CollectionResource(TypedResource):
    """All resources of a type in one place."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """List them."""
        await self._answer(request, response, lambda calls, asked: self._type.listing(calls, _place(path), asked))

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Create one."""
        await self._answer(request, response, lambda calls, asked: self._type.create(calls, _place(path), asked))


class CollectionActionResource(TypedResource):
    """What can be done in a place besides."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits, found: ResourceType, action: str) -> None:
        super().__init__(use_cases, workers, limits, found)
        self._action = found.collection_actions()[action]

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Do it."""
        await self._answer(request, response, lambda calls, asked: self._action(calls, _place(path), asked))


class ObjectResource(TypedResource):
    """One resource, and what can be done to it: the action stands behind a colon after the name."""

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Fetch it."""
        await self._answer(request, response, _named(path, lambda calls, name, _: self._type.fetch(calls, name)))

    async def on_put(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Create it, or alter it to what the body defines."""
        await self._answer(request, response, _named(path, self._type.define))

    async def on_delete(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Drop it."""
        await self._answer(
            request, response, _named(path, lambda calls, name, asked: self._type.drop(calls, name, asked.parameters))
        )

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Do something to it."""
        await self._answer(request, response, lambda calls, asked: self._act(calls, path, asked))

    def _act(self, calls: Calls, path: dict[str, str], asked: Request) -> object:
        name, word = _name(path)
        action = self._type.actions().get(word)
        if action is None:
            raise unsupported(f"{self._type.kind}:{word}")
        return action(calls, name, asked)


class PartResource(TypedResource):
    """What belongs to one resource, such as its grants."""

    def __init__(self, use_cases: UseCases, workers: Workers, limits: Limits, found: ResourceType, part: str) -> None:
        super().__init__(use_cases, workers, limits, found)
        self._part = part
        self._actions = found.parts()[part]

    async def on_get(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Look at it."""
        await self._act(request, response, path)

    async def on_post(self, request: falcon.asgi.Request, response: falcon.asgi.Response, **path: str) -> None:
        """Add to it, or take from it."""
        await self._act(request, response, path)

    async def _act(self, request: falcon.asgi.Request, response: falcon.asgi.Response, path: dict[str, str]) -> None:
        def act(calls: Calls, name: QualifiedName, asked: Request) -> object:
            action = self._actions.get(request.method)
            if action is None:
                raise unsupported(f"{request.method} {self._type.kind}/{self._part}")
            return action(calls, name, asked)

        await self._answer(request, response, _named(path, act))


def _named(path: dict[str, str], action: Action) -> Work:
    """An action on the resource of a path, which must name no other."""

    def named(calls: Calls, asked: Request) -> object:
        name, word = _name(path)
        if word:
            raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"The action {word} takes POST.")
        return action(calls, name, asked)

    return named


def _texts(path: dict[str, str]) -> list[str]:
    return [path[key] for key in _KEYS if key in path]


def _place(path: dict[str, str]) -> Place:
    return tuple(map(identifier, _texts(path)))


def _name(path: dict[str, str]) -> tuple[QualifiedName, str]:
    """The name of a path's resource, and the action behind it."""
    *place, last = _texts(path)
    name, word = segment(last)
    return qualified(*map(identifier, place), name), word
