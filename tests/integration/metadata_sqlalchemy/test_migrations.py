from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus_adapters.metadata_sqlalchemy import MetadataDatabase, SqlConfigurationStore, migrating
from mockhaus_adapters.metadata_sqlalchemy.tables import metadata
from tests.support.metadata import opened

MIGRATIONS = Path(migrating.__file__).with_name("migrations")
OPEN_AND_TELL = """
import sys
from mockhaus_adapters.metadata_sqlalchemy import MetadataDatabase, SqlConfigurationStore
database = MetadataDatabase.open(sys.argv[1])
print(SqlConfigurationStore(database).put_if_absent("secret", sys.argv[2]))
database.close()
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database that holds nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/metadata.db"
    return str(request.getfixturevalue("postgres_schema_url"))


def test_the_migrated_schema_is_that_of_the_tables(url: str) -> None:
    with opened(url) as database, database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_the_newest_script_is_the_one_that_the_program_asks_for() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [migrating.HEAD]


def test_opening_again_keeps_what_was_stored(url: str) -> None:
    with opened(url) as database:
        SqlConfigurationStore(database).put("name", "value")
    with opened(url) as database:
        assert SqlConfigurationStore(database).get("name") == "value"


def test_downgrading_to_the_beginning_leaves_no_table(url: str) -> None:
    with opened(url) as database, database.writing() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_a_database_of_a_later_version_is_refused(url: str) -> None:
    with opened(url) as database, database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SnowflakeError, match="later version of Mockhaus") as refusal:
        MetadataDatabase.open(url)
    assert refusal.value.error is ErrorCode.STORAGE


def test_a_migration_that_fails_leaves_nothing_behind(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(url) as database, database.writing() as connection:
        for table in ("alembic_version", "sessions", "history", "account_objects"):
            connection.execute(text(f"DROP TABLE {table}"))
    with pytest.raises(SnowflakeError):
        MetadataDatabase.open(url)
    monkeypatch.setattr("mockhaus_adapters.metadata_sqlalchemy.database.migrate", lambda _: None)
    with opened(url) as database, database.reading() as connection:
        assert inspect(connection).get_table_names() == ["configuration"]


def test_processes_that_start_at_once_share_one_migrated_database(url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_TELL, url, f"value {index}"], stdout=subprocess.PIPE, text=True
        )
        for index in range(4)
    ]
    answers = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert len(set(answers)) == 1


def test_threads_that_open_at_once_share_one_migrated_database(url: str) -> None:
    def use(index: int) -> str:
        with opened(url) as database:
            return SqlConfigurationStore(database).put_if_absent("secret", str(index))

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(use, range(4)))) == 1
