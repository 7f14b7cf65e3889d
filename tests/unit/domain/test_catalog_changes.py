"""A changed catalog is the one that would be built anew from its objects."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from mockhaus.domain.catalog.catalog import DatabaseCatalog, database_catalog
from mockhaus.domain.catalog.objects import (
    Database,
    DatabaseContents,
    ObjectKind,
    Schema,
    SchemaObject,
    Sequence,
    Table,
)

_NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_DATABASE = Database(id=1, name="DB", owner="R", created_at=_NOW, attachment="db_1")


def schema(identifier: int, name: str, *, dropped: bool = False) -> Schema:
    return Schema(id=identifier, name=name, owner="R", created_at=_NOW, dropped_at=_NOW if dropped else None)


def table(identifier: int, name: str, schema_id: int, *, dropped: bool = False) -> Table:
    dropped_at = _NOW if dropped else None
    return Table(
        id=identifier, name=name, owner="R", created_at=_NOW, schema_id=schema_id, columns=(), dropped_at=dropped_at
    )


def rebuilt(catalog: DatabaseCatalog) -> DatabaseCatalog:
    schemas, objects = tuple(catalog.all_schemas.values()), tuple(catalog.all_objects.values())
    return database_catalog(DatabaseContents(catalog.database, schemas, objects))


def same(one: DatabaseCatalog, two: DatabaseCatalog) -> bool:
    return (one.database, dict(one.schemas), dict(one.names), dict(one.all_schemas), dict(one.all_objects)) == (
        two.database,
        dict(two.schemas),
        dict(two.names),
        dict(two.all_schemas),
        dict(two.all_objects),
    )


_SCHEMAS = st.builds(schema, st.integers(1, 2), st.sampled_from("XY"), dropped=st.booleans())
_TABLES = st.builds(table, st.integers(3, 8), st.sampled_from("ABCDEF"), st.integers(1, 2), dropped=st.booleans())
_CHANGES = st.lists(st.tuples(st.lists(_SCHEMAS | _TABLES, max_size=2), st.lists(st.integers(1, 8), max_size=1)))


def _is_possible(catalog: DatabaseCatalog, items: list[Schema | SchemaObject]) -> bool:
    """Whether no two live objects would share a name, which the handlers see to."""
    after = {**catalog.all_schemas, **catalog.all_objects, **{item.id: item for item in items}}
    live = [item for item in after.values() if item.dropped_at is None]
    keys = [(getattr(item, "schema_id", None), item.name) for item in live]
    return len({item.id for item in items}) == len(items) and len(set(keys)) == len(keys)


@given(_CHANGES)
def test_any_row_of_changes_ends_where_building_anew_ends(
    changes: list[tuple[list[Schema | SchemaObject], list[int]]],
) -> None:
    catalog = database_catalog(DatabaseContents(_DATABASE, (schema(1, "X"), schema(2, "Y")), ()))
    for items, removed in changes:
        if _is_possible(catalog, items):
            catalog = catalog.with_changes(items, removed)
            assert same(catalog, rebuilt(catalog))


def test_two_tables_change_their_names_at_once() -> None:
    one, two = table(3, "A", 1), table(4, "B", 1)
    catalog = database_catalog(DatabaseContents(_DATABASE, (schema(1, "X"),), (one, two)))

    swapped = catalog.with_changes([replace(one, name="B"), replace(two, name="A")])

    place = swapped.schemas["X"]
    found: list[SchemaObject | None] = [swapped.find(place, ObjectKind.TABLE, name) for name in "AB"]
    assert [item.id if item else None for item in found] == [4, 3]


def test_a_sequence_and_a_table_of_one_name_do_not_disturb_each_other() -> None:
    sequence = Sequence(id=3, name="A", owner="R", created_at=_NOW, schema_id=1)
    catalog = database_catalog(DatabaseContents(_DATABASE, (schema(1, "X"),), (sequence, table(4, "A", 1))))

    changed = catalog.with_changes([table(4, "A", 1, dropped=True)])

    assert changed.find(changed.schemas["X"], ObjectKind.SEQUENCE, "A") == sequence
    assert changed.find(changed.schemas["X"], ObjectKind.TABLE, "A") is None
