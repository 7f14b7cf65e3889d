"""Databases and schemas."""

from __future__ import annotations

import pytest
from snowflake.core import Clone, CreateMode, PointOfTimeOffset, Root
from snowflake.core.database import Database, DatabaseResource
from snowflake.core.exceptions import APIError, ConflictError, NotFoundError
from snowflake.core.schema import Schema


def test_a_database_is_created_and_fetched(root: Root, database: DatabaseResource) -> None:
    found = database.fetch()
    assert (found.name, found.kind, found.comment, found.owner) == ("SUITE_CORE", "PERMANENT", "suite", "ACCOUNTADMIN")
    assert (found.is_current, found.retention_time, found.owner_role_type) == (True, 1, "ROLE")
    assert found.created_on is not None
    assert found.created_on.tzinfo is not None


def test_what_exists_is_a_conflict_or_taken_or_replaced(root: Root, database: DatabaseResource) -> None:
    with pytest.raises(ConflictError) as caught:
        root.databases.create(Database(name="suite_core"))
    assert caught.value.get_request_info()["error_code"] == "002002"
    root.databases.create(Database(name="suite_core", comment="other"), mode=CreateMode.if_not_exists)
    assert database.fetch().comment == "suite"
    root.databases.create(Database(name="suite_core", comment="other"), mode=CreateMode.or_replace)
    assert database.fetch().comment == "other"


def test_databases_are_listed(root: Root, database: DatabaseResource) -> None:
    assert [item.name for item in root.databases.iter(like="suite_c%")] == ["SUITE_CORE"]
    assert [item.name for item in root.databases.iter(starts_with="SUITE_C", limit=1)] == ["SUITE_CORE"]
    assert "SUITE_CORE" not in [item.name for item in root.databases.iter(from_name="SUITE_CORE")]


def test_a_database_is_altered_to_a_definition(database: DatabaseResource) -> None:
    definition = database.fetch()
    definition.comment = "altered"
    definition.data_retention_time_in_days = 3
    database.create_or_alter(definition)
    found = database.fetch()
    assert (found.comment, found.data_retention_time_in_days, found.retention_time) == ("altered", 3, 3)


def test_a_database_is_dropped_and_comes_back(root: Root, database: DatabaseResource) -> None:
    database.drop()
    with pytest.raises(NotFoundError):
        database.fetch()
    database.drop(if_exists=True)
    database.undrop()
    assert database.fetch().comment == "suite"


def test_a_database_is_cloned(root: Root, database: DatabaseResource) -> None:
    database.schemas.create(Schema(name="inside"))
    copy = root.databases.create(Database(name="SUITE_CORE_COPY"), clone="SUITE_CORE", mode=CreateMode.or_replace)
    assert "INSIDE" in [item.name for item in copy.schemas.iter()]
    copy.drop()


def test_a_call_may_be_waited_for_later(root: Root, database: DatabaseResource) -> None:
    pending = root.databases.iter_async(like="suite_core")
    assert [item.name for item in pending.result()] == ["SUITE_CORE"]


@pytest.mark.xfail(raises=APIError, reason="clones of the past are not made")
def test_a_database_is_cloned_as_it_was(root: Root, database: DatabaseResource) -> None:
    past = Clone(source="SUITE_CORE", point_of_time=PointOfTimeOffset(reference="at", when="-1"))
    root.databases.create(Database(name="SUITE_CORE_PAST"), clone=past)


def test_a_schema_is_created_and_fetched(database: DatabaseResource) -> None:
    made = database.schemas.create(Schema(name='"in side"', managed_access=True, kind="TRANSIENT", comment="x"))
    found = made.fetch()
    assert (found.name, found.database_name, found.comment) == ('"in side"', "SUITE_CORE", "x")
    assert (found.managed_access, found.kind) == (True, "TRANSIENT")


def test_schemas_are_listed(database: DatabaseResource) -> None:
    database.schemas.create(Schema(name="inside"))
    assert [item.name for item in database.schemas.iter()] == ["INFORMATION_SCHEMA", "INSIDE", "PUBLIC"]
    assert [item.name for item in database.schemas.iter(like="in_ide")] == ["INSIDE"]


def test_a_schema_is_altered_dropped_and_comes_back(database: DatabaseResource) -> None:
    made = database.schemas.create(Schema(name="inside"))
    definition = made.fetch()
    definition.comment = "altered"
    made.create_or_alter(definition)
    made.drop()
    made.undrop()
    assert made.fetch().comment == "altered"


def test_a_schema_is_cloned(database: DatabaseResource) -> None:
    database.schemas.create(Schema(name="inside"))
    assert database.schemas.create(Schema(name="copy"), clone="inside").fetch().name == "COPY"
