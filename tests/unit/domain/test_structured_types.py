"""Structured types: how they print, and that they last in the catalog's documents."""

from __future__ import annotations

import json

import pytest

from mockhaus.domain import types
from mockhaus.domain.documents import plain, restore
from mockhaus.domain.types import DataType

WHOLE = types.INTEGER
NESTED = types.object_of([("a", types.array_of(WHOLE.with_nullable(False))), ("b c", types.map_of(WHOLE, types.DATE))])


@pytest.mark.parametrize(
    ("data_type", "printed"),
    [
        (types.array_of(types.FLOAT), "ARRAY(FLOAT)"),
        (types.array_of(WHOLE.with_nullable(False)), "ARRAY(NUMBER(38,0) NOT NULL)"),
        (types.map_of(types.varchar(3), types.VARIANT), "MAP(VARCHAR(3), VARIANT)"),
        (types.object_of([]), "OBJECT()"),
        (types.object_of([("", types.DATE)]), 'OBJECT("" DATE)'),
        (NESTED, 'OBJECT(a ARRAY(NUMBER(38,0) NOT NULL), "b c" MAP(NUMBER(38,0), DATE))'),
    ],
)
def test_a_type_prints_its_parts(data_type: DataType, printed: str) -> None:
    assert str(data_type) == printed


@pytest.mark.parametrize("data_type", [NESTED, types.object_of([]), types.OBJECT])
def test_a_type_comes_back_from_its_document(data_type: DataType) -> None:
    assert restore(DataType, json.loads(json.dumps(plain(data_type)))) == data_type


def test_an_object_without_fields_is_not_the_semi_structured_one() -> None:
    assert types.object_of([]) != types.OBJECT
    assert types.object_of([]).is_structured


def test_the_type_of_a_field_is_found_by_its_exact_name() -> None:
    assert NESTED.field("b c") == types.map_of(WHOLE, types.DATE)
    assert NESTED.field("A") is None
