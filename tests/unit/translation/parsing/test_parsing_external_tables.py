"""External tables: https://docs.snowflake.com/en/sql-reference/sql/create-external-table and alter-external-table."""

from __future__ import annotations

import pytest

from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.identifiers import qualified
from mockhaus.domain.statements import (
    AddColumns,
    AddFiles,
    AddPartition,
    AlterObject,
    CreateExternalTable,
    CreateMode,
    Describe,
    Drop,
    DropFiles,
    DropPartition,
    RefreshFiles,
    SetProperties,
    TableAction,
)
from mockhaus.translation.parsing import parse


def _created(text: str) -> CreateExternalTable:
    found = parse(text)
    assert isinstance(found, CreateExternalTable)
    return found


def test_columns_are_defined_as_expressions() -> None:
    found = _created(
        "create or replace external table s.t ("
        "a date as to_date(split_part(metadata$filename, '/', 3) || '/' || metadata$filename, 'YYYY/MM') not null, "
        "b varchar(10) as (value:c1::varchar(10)) comment 'b', "
        "primary key (a)) location = @st"
    )

    assert found.mode is CreateMode.OR_REPLACE
    assert [(item.name, item.expression.text if item.expression else None) for item in found.columns] == [
        ("A", "to_date(split_part(metadata$filename, '/', 3) || '/' || metadata$filename, 'YYYY/MM')"),
        ("B", "(value:c1::varchar(10))"),
    ]
    assert [str(item.type) for item in found.columns] == ["DATE", "VARCHAR(10)"]
    assert [item.type is not None and item.type.nullable for item in found.columns] == [False, True]
    assert found.columns[1].comment == "b"
    assert [(item.kind, item.columns) for item in found.constraints] == [(ConstraintKind.PRIMARY_KEY, ("A",))]


def test_properties_come_in_any_order() -> None:
    found = _created(
        "create external table if not exists t comment = 'c' partition by (p, q) with location = @db.s.st/a/b/ "
        "auto_refresh = true refresh_on_create = false pattern = '.*csv' copy grants "
        "file_format = (type = csv skip_header = 1)"
    )

    assert (str(found.location.name), found.location.path) == ("DB.S.ST", "a/b/")
    assert found.partition_columns == ("P", "Q")
    assert (found.auto_refresh, found.refresh_on_create) == (True, False)
    assert (found.pattern, found.comment) == (".*csv", "c")
    assert found.format_settings == (("TYPE", "CSV"), ("SKIP_HEADER", "1"))
    assert found.mode is CreateMode.IF_NOT_EXISTS


def test_a_location_names_a_folder() -> None:
    assert _created("create external table t location=@st/daily file_format=(type=json)").location.path == "daily/"


def test_partitions_may_be_for_the_user_to_add() -> None:
    text = "create external table t location=@st partition by (a) partition_type = user_specified file_format = ff"
    found = _created(text)

    assert found.user_specified
    assert str(found.file_format) == "FF"


@pytest.mark.parametrize(
    "text",
    [
        "create external table t location = '@st'",
        "create external table t file_format = (type = csv)",
        "create external table t location = @st auto_refresh = maybe",
        "create external table t location = @st partition_type = other",
        "create external table t location = @st retention = 1",
        "create or replace external table if not exists t location = @st",
        "alter external table t rename",
        "alter external table t add partition location 'x'",
        "alter table t add column (a int)",
    ],
)
def test_other_forms_are_refused(text: str) -> None:
    with pytest.raises(SnowflakeError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("refresh", RefreshFiles()),
        ("refresh '2018/08/05/'", RefreshFiles("2018/08/05/")),
        ("add files ('a/b.csv', 'c.csv')", AddFiles(("a/b.csv", "c.csv"))),
        ("remove files ('a/b.csv')", DropFiles(("a/b.csv",))),
        ("add partition (a = '1', \"b\" = '2') location '2022/01'", AddPartition((("A", "1"), ("b", "2")), "2022/01")),
        ("drop partition location '2022/01'", DropPartition("2022/01")),
        ("set auto_refresh = false", SetProperties((("AUTO_REFRESH", "FALSE"),))),
    ],
)
def test_actions(text: str, action: TableAction) -> None:
    found = parse(f"alter external table s.t {text}")

    assert isinstance(found, AlterObject)
    assert (found.kind, str(found.name), found.actions) == (ObjectKind.EXTERNAL_TABLE, "S.T", (action,))


def test_if_exists_may_stand_behind_the_name() -> None:
    found = parse("alter external table t if exists drop partition location 'x'")

    assert isinstance(found, AlterObject)
    assert found.if_exists


def test_a_virtual_column_is_added_in_parentheses() -> None:
    found = parse("alter table t add column (a int as (value:c1::int))")

    assert isinstance(found, AlterObject)
    (action,) = found.actions
    assert isinstance(action, AddColumns)
    assert action.columns[0].expression is not None


def test_describe_may_ask_for_the_stage() -> None:
    assert parse("desc table t type = stage") == Describe(ObjectKind.TABLE, qualified("T"), stage=True)
    assert parse("describe external table t type = columns") == Describe(ObjectKind.EXTERNAL_TABLE, qualified("T"))


def test_drop() -> None:
    assert parse("drop external table if exists t cascade") == Drop(
        ObjectKind.EXTERNAL_TABLE, qualified("T"), if_exists=True
    )
