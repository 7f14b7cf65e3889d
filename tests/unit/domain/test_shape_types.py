"""What clients see of GEOGRAPHY and GEOMETRY, and what goes into their columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mockhaus.domain.types import (
    BINARY,
    GEOGRAPHY,
    GEOMETRY,
    INTEGER,
    NULL,
    OBJECT,
    VARCHAR,
    VARIANT,
    DataType,
    Kind,
)
from mockhaus.translation.functions.coercibility import is_assignable, is_coercible

SHAPES = (GEOGRAPHY, GEOMETRY)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("kind", "shown"), [(Kind.OBJECT, OBJECT), (Kind.VARCHAR, VARCHAR), (Kind.BINARY, BINARY), (None, OBJECT)]
)
def test_a_shape_is_shown_as_what_it_prints_as(shape: DataType, kind: Kind | None, shown: DataType) -> None:
    data_type = replace(shape, element=kind, nullable=False)
    assert data_type.shown == shown.with_nullable(False)
    assert str(data_type) == shape.kind.value


@pytest.mark.parametrize("data_type", [INTEGER, VARCHAR, VARIANT, NULL])
def test_all_else_is_shown_as_it_is(data_type: DataType) -> None:
    assert data_type.shown is data_type


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("source", [VARCHAR, BINARY, VARIANT, OBJECT])
def test_texts_bytes_and_documents_go_into_a_column_but_are_no_shapes_elsewhere(
    shape: DataType, source: DataType
) -> None:
    assert is_assignable(source, shape)
    assert not is_coercible(source, shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("other", [INTEGER, VARCHAR, VARIANT, BINARY])
def test_a_shape_becomes_nothing_else_by_itself(shape: DataType, other: DataType) -> None:
    assert not is_assignable(shape, other)
    assert not is_assignable(INTEGER, shape)


def test_one_kind_of_shape_is_not_the_other() -> None:
    assert not is_assignable(GEOGRAPHY, GEOMETRY)
    assert not is_assignable(GEOMETRY, GEOGRAPHY)
    assert is_assignable(NULL, GEOGRAPHY)
