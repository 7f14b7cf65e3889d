"""Catalog objects survive the way to their document and back; what cannot be read is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from mockhaus.domain.catalog.codec import decode, encode, kind_name
from mockhaus.domain.catalog.objects import (
    CatalogObject,
    Column,
    Constraint,
    ConstraintKind,
    Database,
    ExternalTable,
    Identity,
    Persistence,
    Pipe,
    RegisteredFile,
    Registration,
    Schema,
    Sequence,
    Table,
    View,
)
from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.types import VARIANT, number, varchar

WHEN = dt.datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=dt.UTC)
COLUMNS = (
    Column(
        name="ID",
        type=number(38, 0, nullable=False),
        engine_name="ID",
        identity=Identity(sequence="i_7_0", start=1, increment=2),
    ),
    Column(name='näme "x"', type=varchar(10), engine_name="^N", default="'a' || 'b'", comment="it's"),
    Column(name="DOC", type=VARIANT, engine_name="DOC", hidden=True),
)
OBJECTS: tuple[CatalogObject, ...] = (
    Pipe(
        id=9,
        schema_id=2,
        name="P",
        owner="R",
        created_at=WHEN,
        definition="copy into t from @s",
        database_name="D",
        schema_name="PUBLIC",
        table=("D", "PUBLIC", "T"),
        table_id=7,
        location="k",
        stage=("D", "PUBLIC", "S"),
        stage_id=6,
        file_format=("D", "PUBLIC", "F"),
        history="h",
        pattern=".*",
        auto_ingest=True,
        paused_at=WHEN,
    ),
    ExternalTable(
        id=8,
        schema_id=2,
        name="E",
        owner="R",
        created_at=WHEN,
        columns=(Column(name="A", type=varchar(10), engine_name="A", expression="(value:c1::TEXT)"),),
        stage='D.PUBLIC."s"',
        path="a/b/",
        pattern=".*",
        format_settings=(("TYPE", "CSV"),),
        partition_columns=("A",),
        files=(
            RegisteredFile(path="a/b/x", size=3, md5="m", modified_at=WHEN, registered_at=WHEN, partition='{"A":"1"}'),
        ),
        registrations=(Registration(at=WHEN, file="a/b/x", status="REGISTERED_NEW", message="m", size=3),),
        refreshed_at=WHEN,
    ),
    Database(id=1, name="D", owner="R", created_at=WHEN, attachment="db_1", comment="c", dropped_at=WHEN),
    Schema(id=2, name="PUBLIC", owner="R", created_at=WHEN, options=(("A", "1"), ("B", "2"))),
    Table(
        id=7,
        schema_id=2,
        name="t",
        owner="R",
        created_at=WHEN,
        columns=COLUMNS,
        persistence=Persistence.TRANSIENT,
        constraints=(Constraint(name="P", kind=ConstraintKind.PRIMARY_KEY, columns=("ID",)),),
        generations=3,
        wide=True,
    ),
    View(id=8, schema_id=2, name="V", owner="R", created_at=WHEN, query="select 1", text="create view v as select 1",
         columns=COLUMNS, database_name="D", schema_name="PUBLIC", secure=True),
    Sequence(id=9, schema_id=2, name="S", owner="R", created_at=WHEN, start=-5, increment=10),
)  # fmt: skip


@pytest.mark.parametrize("item", OBJECTS, ids=kind_name)
def test_an_object_is_the_same_after_its_document(item: CatalogObject) -> None:
    assert decode(kind_name(item), encode(item)) == item


@pytest.mark.parametrize(
    ("kind", "document"),
    [("Table", "{"), ("Table", '{"id": 1}'), ("Unheard", "{}"), ("Sequence", '{"id": 1, "future_field": 2}')],
)
def test_a_document_of_another_release_is_refused(kind: str, document: str) -> None:
    with pytest.raises(SnowflakeError) as raised:
        decode(kind, document)

    assert raised.value.error is ErrorCode.STORAGE
