"""Temporary objects of one session: they stand before permanent ones of the same name, and end with the session."""

from __future__ import annotations

from collections.abc import Iterator

from mockhaus.domain.catalog.objects import RELATIONS, ObjectKind, SchemaObject, kind_of

_Key = tuple[int, int, ObjectKind, str]


def _key(database_id: int, schema_id: int, kind: ObjectKind, name: str) -> _Key:
    return (database_id, schema_id, ObjectKind.TABLE if kind in RELATIONS else kind, name)


class TemporaryObjects:
    """Temporary tables, views, stages and file formats by database, schema and name. `version` grows with changes."""

    def __init__(self) -> None:
        self._objects: dict[_Key, SchemaObject] = {}
        self._last_id = 0
        self.version = 0

    def next_id(self) -> int:
        """An id that no temporary object of the session had before."""
        self._last_id += 1
        return self._last_id

    def find(self, database_id: int, schema_id: int, kind: ObjectKind, name: str) -> SchemaObject | None:
        """An object by name, or None."""
        return self._objects.get(_key(database_id, schema_id, kind, name))

    def put(self, database_id: int, item: SchemaObject) -> None:
        """Add an object, or replace the one of its name."""
        self._objects[_key(database_id, item.schema_id, kind_of(item), item.name)] = item
        self.version += 1

    def remove(self, database_id: int, item: SchemaObject) -> None:
        """Forget an object."""
        self._objects.pop(_key(database_id, item.schema_id, kind_of(item), item.name), None)
        self.version += 1

    def objects(self) -> Iterator[tuple[int, SchemaObject]]:
        """Every object with its database's id."""
        return ((key[0], item) for key, item in self._objects.items())
