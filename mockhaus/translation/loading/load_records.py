"""What a table has loaded: path and content of each file, in the table's own database, changed with its rows."""

from __future__ import annotations

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Table
from mockhaus.translation.loading.readers import literal
from mockhaus.translation.plan import PlannedStep

_NAME = "_loads"


def create(attachment: str) -> PlannedStep:
    """The place for records, where it is not there yet."""
    return PlannedStep(
        f"CREATE TABLE IF NOT EXISTS {physical.relation(attachment, _NAME)}"
        "(table_id BIGINT NOT NULL, path VARCHAR NOT NULL, md5 VARCHAR NOT NULL, version BIGINT NOT NULL)"
    )


def loaded(table: Table, attachment: str) -> str:
    """A query of path and MD5 of what a table has loaded."""
    return f"SELECT path, md5 FROM {physical.relation(attachment, _NAME)} WHERE table_id = {table.id}"


def add(table: Table, attachment: str, path: str, md5: str) -> PlannedStep:
    """Note that a file was loaded."""
    return PlannedStep(
        f"INSERT INTO {physical.relation(attachment, _NAME)} "
        f"VALUES ({table.id}, {literal(path)}, {literal(md5)}, $mh_version::BIGINT)"
    )


def forget(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Let every file be loaded again, as TRUNCATE does."""
    return (
        create(attachment),
        PlannedStep(f"DELETE FROM {physical.relation(attachment, _NAME)} WHERE table_id = {table.id}"),
    )
