"""What a table has loaded: path and content of each file, in the table's own database, changed with its rows."""

from __future__ import annotations

from mockhaus.domain.catalog import physical
from mockhaus.domain.catalog.objects import Table
from mockhaus.translation.plan import PlannedStep


def place(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Make room for records where there is none yet: a database has it from the start, a session has not."""
    if not table.temporary:
        return ()
    records = physical.relation(attachment, physical.LOADS)
    return (
        PlannedStep(
            f"CREATE TEMP TABLE IF NOT EXISTS {records}(table_id BIGINT, path VARCHAR, md5 VARCHAR, version BIGINT)"
        ),
    )


def loaded(table: Table, attachment: str) -> str:
    """A query of path and MD5 of what a table has loaded."""
    return f"SELECT path, md5 FROM {physical.relation(attachment, physical.LOADS)} WHERE table_id = {table.id}"


def add(table: Table, attachment: str, path: str, md5: str) -> PlannedStep:
    """Note that a file was loaded."""
    return PlannedStep(
        f"INSERT INTO {physical.relation(attachment, physical.LOADS)} "
        f"VALUES ({table.id}, {_literal(path)}, {_literal(md5)}, $mh_version::BIGINT)"
    )


def forget(table: Table, attachment: str) -> tuple[PlannedStep, ...]:
    """Let every file be loaded again, as TRUNCATE does."""
    return (
        *place(table, attachment),
        PlannedStep(f"DELETE FROM {physical.relation(attachment, physical.LOADS)} WHERE table_id = {table.id}"),
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
