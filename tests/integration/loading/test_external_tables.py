"""External tables: https://docs.snowflake.com/en/user-guide/tables-external-intro."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import count

import pyarrow as pa
import pytest
from pyarrow import orc, parquet

from mockhaus.application.services import Services
from mockhaus.domain.results import Row
from mockhaus.ports.engine import Engine
from tests.support.loading_session import LoadingSession
from tests.support.object_storage import Outside, new_bucket

KEYS = "CREDENTIALS = (AWS_KEY_ID = 'the-id' AWS_SECRET_KEY = 'the-secret')"
PEOPLE = "CREATE EXTERNAL TABLE people (name TEXT AS (value:c1::TEXT), age INT AS (value:c2::INT)) LOCATION = @files"
LOGS = (
    "CREATE EXTERNAL TABLE logs ("
    "day DATE AS TO_DATE(SUBSTR(SPLIT_PART(metadata$filename, 'in/', 2), 1, 10), 'YYYY/MM/DD'), "
    "line TEXT AS (value:c1::TEXT)) PARTITION BY (day) LOCATION = @files FILE_FORMAT = (TYPE = CSV)"
)
NAMED_BY_DAY = (
    "CREATE EXTERNAL TABLE logs (day TEXT AS (SPLIT_PART(SPLIT_PART(metadata$filename, 'day=', 2), '/', 1)), "
    "line TEXT AS (value:c1::TEXT)) PARTITION BY (day) LOCATION = @files/"
)
_numbers = count(1)


@pytest.fixture
def session(external_account: tuple[Engine, Services]) -> Iterator[LoadingSession]:
    number = next(_numbers)
    found = LoadingSession(*external_account, session_id=f"external-{number}")
    found.script(f"CREATE SCHEMA db.e_{number}", f"USE SCHEMA db.e_{number}")
    yield found
    found.close()


@pytest.fixture(params=["s3", "file"])
def url(request: pytest.FixtureRequest, session: LoadingSession, outside: Outside) -> str:
    """The URL of the external stage FILES, made for the test."""
    if request.param == "file":
        return _stage(session, f"file://{outside.root}/{session.session.id}/in")
    return _stage(session, f"s3://{new_bucket(outside.server)}/in", KEYS)


@pytest.fixture
def folder(session: LoadingSession, outside: Outside) -> str:
    """The URL of the stage FILES in a folder, where a test is about something else than the place."""
    return _stage(session, f"file://{outside.root}/{session.session.id}/in")


def _stage(session: LoadingSession, url: str, keys: str = "") -> str:
    session.run(f"CREATE STAGE files URL = '{url}/' {keys}")
    session.run("LIST @files")
    return url


# -- queries -------------------------------------------------------------------------------------------------------


def test_columns_are_computed_from_the_value_of_each_row(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "Ann,41\nBob,\n")
    session.run(PEOPLE)

    assert session.run("SELECT * FROM people ORDER BY name") == [
        ('{"c1":"Ann","c2":"41"}', "Ann", 41),
        ('{"c1":"Bob"}', "Bob", None),
    ]
    assert session.run("SELECT $1:c1::TEXT, METADATA$FILE_ROW_NUMBER FROM people WHERE age > 40") == [("Ann", 1)]


def test_the_file_name_is_the_path_below_the_bucket(session: LoadingSession, url: str) -> None:
    session.put("d/a.csv", "Ann,41\n")
    session.run(PEOPLE)

    ((name,),) = session.run("SELECT METADATA$FILENAME FROM people")
    assert str(name).endswith("in/d/a.csv")
    assert not str(name).startswith("bucket")


def test_only_registered_files_are_read(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "Ann,41\n")
    session.run(PEOPLE)
    session.put("b.csv", "Bob,7\n")
    assert session.run("SELECT name FROM people") == [("Ann",)]

    session.run("ALTER EXTERNAL TABLE people REFRESH")
    assert session.run("SELECT name FROM people ORDER BY 1") == [("Ann",), ("Bob",)]


def test_a_registered_file_that_is_gone_is_an_error(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "Ann,41\n")
    session.run(PEOPLE)
    session.run("REMOVE @files/a.csv")

    failed = session.failure("SELECT * FROM people")
    assert (failed.error.code, failed.error.sqlstate) == ("100016", "22000")
    assert "a.csv' was not found" in failed.message


def test_json_is_read_up_to_the_record_that_is_none(session: LoadingSession, folder: str) -> None:
    session.put("a.json", '{"a": 1}\n{"a": oops}\n{"a": 3}\n')
    session.put("b.json", '{"a": 4}\n')
    session.run('CREATE EXTERNAL TABLE t (a INT AS (value:"a"::INT)) LOCATION = @files FILE_FORMAT = (TYPE = JSON)')

    assert session.run("SELECT a FROM t ORDER BY a") == [(1,), (4,)]


def test_a_file_that_is_none_of_the_format_is_skipped(session: LoadingSession, folder: str) -> None:
    session.put("a.parquet", _parquet({"id": [1]}))
    session.put("b.parquet", "no such thing")
    session.run("CREATE EXTERNAL TABLE t (id INT AS (value:id::INT)) LOCATION = @files FILE_FORMAT = (TYPE = PARQUET)")

    assert session.run("SELECT id FROM t") == [(1,)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"good,1\nb\xff d,2\nalso good,3\n", "CSV"),
        ("a.json", b'{"c1": "good"}\n{"c1": "b\xff d"}\n{"c1": "also good"}\n', "JSON"),
    ],
)
def test_records_that_are_not_utf8_are_left_out(
    session: LoadingSession, folder: str, name: str, content: bytes, kind: str
) -> None:
    session.put(name, content)
    columns = "a TEXT AS (value:c1::TEXT)"
    session.run(f"CREATE EXTERNAL TABLE t ({columns}) LOCATION = @files FILE_FORMAT = (TYPE = {kind})")
    settings = f"TYPE = {kind} REPLACE_INVALID_CHARACTERS = TRUE"
    session.run(f"CREATE EXTERNAL TABLE replaced ({columns}) LOCATION = @files FILE_FORMAT = ({settings})")

    sql = "SELECT a, METADATA$FILE_ROW_NUMBER FROM {} ORDER BY 2"
    assert session.run(sql.format("t")) == [("good", 1), ("also good", 3)]
    assert session.run(sql.format("replaced")) == [("good", 1), ("b\ufffd d", 2), ("also good", 3)]


def test_text_that_cannot_be_read_at_all_is_an_error(session: LoadingSession, folder: str) -> None:
    session.put("a.csv.gz", b"no gzip file")
    session.run(PEOPLE)

    assert "a.csv.gz" in session.failure("SELECT * FROM people").message


def test_records_of_delimited_files_have_as_many_fields_as_they_have(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "1\n1,2\n1,2,3\n")
    session.run("CREATE EXTERNAL TABLE t LOCATION = @files FILE_FORMAT = (TYPE = CSV)")

    assert session.run("SELECT value FROM t ORDER BY METADATA$FILE_ROW_NUMBER") == [
        ('{"c1":"1"}',),
        ('{"c1":"1","c2":"2"}',),
        ('{"c1":"1","c2":"2","c3":"3"}',),
    ]


def test_settings_of_the_table_hold_and_not_those_of_the_stage(session: LoadingSession, folder: str) -> None:
    session.run("ALTER STAGE files SET FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|')")
    session.put("a.csv", "name,age\nAnn,41\n")
    session.run(f"{PEOPLE} FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)")

    assert session.run("SELECT name, age FROM people") == [("Ann", 41)]


def test_gzip_files_are_read(session: LoadingSession, url: str) -> None:
    session.put_gzip("a.csv.gz", "Ann,41\n")
    session.run(PEOPLE)

    assert session.run("SELECT name FROM people") == [("Ann",)]


def test_parquet_is_read(session: LoadingSession, url: str) -> None:
    session.put("a.parquet", _parquet({"id": [1, 2], "name": ["x", None]}))
    session.run(
        "CREATE EXTERNAL TABLE t (id INT AS (value:id::INT), name TEXT AS (value:name::TEXT)) LOCATION = @files "
        "FILE_FORMAT = (TYPE = PARQUET)"
    )

    assert session.run("SELECT id, name FROM t ORDER BY id") == [(1, "x"), (2, None)]
    assert session.run("SELECT value:name FROM t WHERE id = 1") == [('"x"',)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * EXCLUDE value FROM {}",
        "SELECT id FROM (SELECT * EXCLUDE value FROM {}) WHERE name IS NOT NULL",
        "WITH s AS (SELECT * FROM {}), r AS (SELECT id + 1 AS more FROM s) SELECT * FROM r",
        "SELECT a.id FROM {} a NATURAL JOIN (SELECT 1 AS id) b",
        "SELECT IDENTIFIER('name') FROM {}",
        "SELECT id FROM {} GROUP BY ALL ORDER BY ALL",
        "SELECT * FROM (SELECT id, name, amount FROM {}) PIVOT (SUM(amount) FOR name IN ('x', 'y')) ORDER BY 1",
        "SELECT id, (SELECT MAX(b.amount) FROM {} b WHERE b.id <= a.id) FROM {} a",
        "SELECT id, LEVEL FROM {} START WITH id = 1 CONNECT BY PRIOR id = id - 1",
        "SELECT COUNT(*), COUNT(name), COUNT(DISTINCT id) FROM {}",
        "SELECT a.id, b.name FROM {} a LEFT JOIN {} b ON a.id = b.id + 1 QUALIFY ROW_NUMBER() OVER (ORDER BY a.id) > 0",
        "SELECT id FROM {} WHERE EXISTS (SELECT 1 FROM {} b WHERE b.name = 'x' AND b.amount > 1)",
        "SELECT OBJECT_CONSTRUCT('i', id, 'n', name)::TEXT FROM {}",
        "SELECT id FROM {} UNION ALL SELECT amount FROM {} WHERE name = 'x'",
    ],
)
def test_what_is_left_out_of_parquet_is_not_missed(session: LoadingSession, folder: str, query: str) -> None:
    session.put("a.parquet", _parquet({"id": [1, 2, 3], "name": ["x", None, "y"], "amount": [1.5, 2.5, None]}))
    session.script(
        "CREATE EXTERNAL TABLE e (id INT AS (value:id::INT), name TEXT AS (value:name::TEXT), "
        "amount FLOAT AS (value:amount::FLOAT)) LOCATION = @files FILE_FORMAT = (TYPE = PARQUET)",
        "CREATE TABLE t AS SELECT * FROM e",
    )

    found = session.run(query.replace("{}", "e"))
    assert found
    assert sorted(found, key=repr) == sorted(session.run(query.replace("{}", "t")), key=repr)


def test_parquet_is_a_source_of_changes(session: LoadingSession, folder: str) -> None:
    session.put("a.parquet", _parquet({"id": [1, 2], "name": ["x", "y"]}))
    session.script(
        "CREATE EXTERNAL TABLE e (id INT AS (value:id::INT), name TEXT AS (value:name::TEXT)) LOCATION = @files "
        "FILE_FORMAT = (TYPE = PARQUET)",
        "CREATE TABLE t (id INT, name TEXT)",
        "INSERT INTO t VALUES (1, 'old')",
        "MERGE INTO t USING e ON t.id = e.id WHEN MATCHED THEN UPDATE SET name = e.name "
        "WHEN NOT MATCHED THEN INSERT VALUES (e.id, e.name)",
    )
    assert session.run("SELECT * FROM t ORDER BY id") == [(1, "x"), (2, "y")]
    session.run("UPDATE t SET name = t.name || e.name FROM e WHERE e.id = t.id AND e.id = 2")
    session.run("DELETE FROM t USING e WHERE e.id = t.id AND e.name = 'x'")
    assert session.run("SELECT * FROM t ORDER BY id") == [(2, "yy")]


def test_a_transaction_may_be_rolled_back_after_parquet_was_read(session: LoadingSession, folder: str) -> None:
    session.put("a.parquet", _parquet({"id": [1]}))
    session.run("CREATE EXTERNAL TABLE e (id INT AS (value:id::INT)) LOCATION = @files FILE_FORMAT = (TYPE = PARQUET)")
    session.script("CREATE TABLE t (id INT)", "BEGIN", "INSERT INTO t SELECT id FROM e", "ROLLBACK")

    assert session.run("SELECT (SELECT COUNT(*) FROM t), (SELECT COUNT(*) FROM e)") == [(0, 1)]


def test_row_numbers_of_parquet_count_from_one_in_each_file(session: LoadingSession, folder: str) -> None:
    session.put("a.parquet", _parquet({"id": [1, 2]}))
    session.put("b.parquet", _parquet({"id": [3]}))
    session.run("CREATE EXTERNAL TABLE e (id INT AS (value:id::INT)) LOCATION = @files FILE_FORMAT = (TYPE = PARQUET)")

    sql = "SELECT id, METADATA$FILE_ROW_NUMBER FROM e WHERE id > 1 ORDER BY id"
    assert session.run(sql) == [(2, 2), (3, 1)]


def test_orc_is_read(session: LoadingSession, folder: str) -> None:
    content = io.BytesIO()
    orc.write_table(pa.table({"id": [1, 2]}), content)
    session.put("a.orc", content.getvalue())
    session.run("CREATE EXTERNAL TABLE t (id INT AS (value:id::INT)) LOCATION = @files FILE_FORMAT = (TYPE = ORC)")

    assert session.run("SELECT SUM(id) FROM t") == [(3,)]


def _parquet(columns: dict[str, list[object]]) -> bytes:
    content = io.BytesIO()
    parquet.write_table(pa.table(columns), content)
    return content.getvalue()


def test_views_joins_and_tables_are_made_of_it(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann,41\nBob,7\n")
    session.script(
        PEOPLE,
        "CREATE VIEW old AS SELECT name FROM people WHERE age > 40",
        "CREATE TABLE pairs AS SELECT a.name AS one, b.name AS other FROM people a JOIN people b ON a.age < b.age",
        "INSERT INTO pairs SELECT name, name FROM old",
    )

    assert session.run("SELECT * FROM pairs ORDER BY 1") == [("Ann", "Ann"), ("Bob", "Ann")]


def test_it_is_read_in_a_transaction(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann,41\n")
    session.script(PEOPLE, "CREATE TABLE t (name TEXT)", "BEGIN", "INSERT INTO t SELECT name FROM people", "COMMIT")

    assert session.run("SELECT * FROM t") == [("Ann",)]


def test_a_value_that_does_not_convert_is_an_error(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann,old\n")
    session.run(PEOPLE)

    assert session.failure("SELECT age FROM people").error.code == "100071"


# -- files ---------------------------------------------------------------------------------------------------------


def _statuses(rows: Sequence[Row]) -> list[tuple[str, str]]:
    return [(str(file).rpartition("in/")[2], str(status)) for file, status, *_ in rows]


def test_a_refresh_tells_what_changed(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "1,2\n")
    session.put("b.csv", "1,2\n")
    session.run(PEOPLE)
    session.put("a.csv", "11,22\n")
    session.run("REMOVE @files/b.csv")
    session.put("c.csv", "1,2\n")

    rows = session.run("ALTER EXTERNAL TABLE people REFRESH")
    assert sorted(_statuses(rows)) == [
        ("a.csv", "REGISTERED_UPDATE"),
        ("b.csv", "UNREGISTERED"),
        ("c.csv", "REGISTERED_NEW"),
    ]
    assert {row[2] for row in rows} == {"File registered successfully.", "File unregistered successfully."}
    assert session.run("ALTER EXTERNAL TABLE people REFRESH") == []


def test_a_refresh_may_be_of_a_path_below_the_location(session: LoadingSession, folder: str) -> None:
    session.run(f"{PEOPLE} REFRESH_ON_CREATE = FALSE")
    session.put("x/a.csv", "1,2\n")
    session.put("y/b.csv", "1,2\n")

    assert _statuses(session.run("ALTER EXTERNAL TABLE people REFRESH 'y/'")) == [("y/b.csv", "REGISTERED_NEW")]
    session.run("REMOVE @files/y/b.csv")
    assert _statuses(session.run("ALTER EXTERNAL TABLE people REFRESH 'x/'")) == [("x/a.csv", "REGISTERED_NEW")]


def test_a_pattern_chooses_files(session: LoadingSession, folder: str) -> None:
    session.put("x/a.csv", "Ann,1\n")
    session.put("x/a.txt", "Bob,2\n")
    session.run(f"{PEOPLE}/x/ PATTERN = '.*[.]csv'")

    assert session.run("SELECT name FROM people") == [("Ann",)]


def test_files_are_added_and_removed_by_name(session: LoadingSession, folder: str) -> None:
    session.run(f"{PEOPLE} REFRESH_ON_CREATE = FALSE")
    session.put("x/a.csv", "Ann,1\n")
    session.put("x/b.csv", "Bob,2\n")

    rows = session.run("ALTER EXTERNAL TABLE people ADD FILES ('x/a.csv', 'x/b.csv', 'x/none.csv')")
    assert [status for _, status in _statuses(rows)] == ["REGISTERED_NEW", "REGISTERED_NEW", "REGISTER_FAILED"]
    rows = session.run("ALTER EXTERNAL TABLE people REMOVE FILES ('x/a.csv', 'x/none.csv')")
    assert [status for _, status in _statuses(rows)] == ["UNREGISTERED", "UNREGISTER_FAILED"]
    assert session.run("SELECT name FROM people") == [("Bob",)]
    rows = session.run("ALTER EXTERNAL TABLE people ADD FILES ('x/b.csv')")
    assert [status for _, status in _statuses(rows)] == ["REGISTER_SKIPPED"]


def test_the_registered_files_are_told(session: LoadingSession, url: str) -> None:
    session.put("a.csv", "Ann,1\n")
    session.run(PEOPLE)

    sql = "SELECT * FROM TABLE(INFORMATION_SCHEMA.EXTERNAL_TABLE_FILES(TABLE_NAME => 'people'))"
    (found,) = session.named(sql)
    assert list(found) == ["FILE_NAME", "REGISTERED_ON", "FILE_SIZE", "LAST_MODIFIED", "ETAG", "MD5"]
    assert str(found["FILE_NAME"]).endswith("in/a.csv")
    assert found["FILE_SIZE"] == 6


def test_the_history_of_registrations_is_told(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann,1\n")
    session.script(PEOPLE, "ALTER EXTERNAL TABLE people REMOVE FILES ('a.csv')")

    function = "TABLE(INFORMATION_SCHEMA.EXTERNAL_TABLE_FILE_REGISTRATION_HISTORY(TABLE_NAME => 'people'"
    assert session.run(f"SELECT operation_status, message, file_size FROM {function}))") == [
        ("REGISTERED_NEW", "File registered successfully.", 6),
        ("UNREGISTERED", "File unregistered successfully.", None),
    ]
    later = "DATEADD(DAY, 1, CURRENT_TIMESTAMP())"
    assert session.run(f"SELECT * FROM {function}, START_TIME => {later}))") == []


def test_with_auto_refresh_the_files_that_are_there_are_read(session: LoadingSession, folder: str) -> None:
    session.run(f"{PEOPLE} AUTO_REFRESH = TRUE")
    session.put("a.csv", "Ann,1\n")
    assert session.run("SELECT name FROM people") == [("Ann",)]
    session.run("REMOVE @files/a.csv")
    assert session.run("SELECT name FROM people") == []

    session.run("ALTER EXTERNAL TABLE people SET AUTO_REFRESH = FALSE")
    session.put("b.csv", "Bob,1\n")
    assert session.run("SELECT name FROM people") == []


def test_auto_refresh_works_where_a_table_is_made_and_in_a_transaction(session: LoadingSession, folder: str) -> None:
    session.run(f"{PEOPLE} AUTO_REFRESH = TRUE")
    session.put("a.csv", "Ann,1\n")
    session.run("CREATE TABLE t AS SELECT name FROM people")
    session.put("b.csv", "Bob,1\n")
    session.script("BEGIN", "INSERT INTO t SELECT name FROM people", "COMMIT")

    assert session.run("SELECT name, COUNT(*) FROM t GROUP BY 1 ORDER BY 1") == [("Ann", 2), ("Bob", 1)]


# -- partitions ----------------------------------------------------------------------------------------------------


def test_partition_columns_are_computed_from_file_names(session: LoadingSession, url: str) -> None:
    session.put("day=mon/a.csv", "1\n")
    session.put("day=tue/b.csv", "2\n")
    session.run(NAMED_BY_DAY)

    assert session.run("SELECT day, line FROM logs ORDER BY 1") == [("mon", "1"), ("tue", "2")]


@pytest.mark.parametrize(
    "condition",
    [
        "day = 'tue'",
        "l.day IN ('tue', 'wed') AND line = '2'",
        "NOT day BETWEEN 'a' AND 'n'",
        "line = '2' AND (day LIKE 't%' OR day IS NULL)",
        "day >= 'sun'",
    ],
)
def test_files_that_a_condition_rules_out_are_not_read(session: LoadingSession, folder: str, condition: str) -> None:
    session.put("day=mon/a.csv", "1\n")
    session.put("day=tue/b.csv", "2\n")
    session.run(NAMED_BY_DAY)
    session.run("REMOVE @files/day=mon/a.csv")

    assert session.run(f"SELECT line FROM logs l WHERE {condition}") == [("2",)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT t.a, l.line FROM (SELECT 'mon' AS a) t LEFT JOIN logs l ON t.a = l.day WHERE l.day IS NULL",
        "SELECT line FROM logs WHERE day = 'tue' OR line = '2'",
    ],
)
def test_where_rows_without_a_match_may_come_all_files_are_read(session: LoadingSession, folder: str, sql: str) -> None:
    session.put("day=mon/a.csv", "1\n")
    session.put("day=tue/b.csv", "2\n")
    session.run(NAMED_BY_DAY)
    session.run("REMOVE @files/day=mon/a.csv")

    assert session.failure(sql).error.code == "100016"


def test_a_file_whose_partition_cannot_be_computed_is_not_registered(session: LoadingSession, folder: str) -> None:
    session.put("2018/08/05/log.csv", "x\n")
    session.put("other/log.csv", "y\n")
    session.run(f"{LOGS} REFRESH_ON_CREATE = FALSE")

    rows = session.run("ALTER EXTERNAL TABLE logs REFRESH")
    assert sorted(_statuses(rows)) == [("2018/08/05/log.csv", "REGISTERED_NEW"), ("other/log.csv", "REGISTER_FAILED")]
    assert session.run("SELECT TO_VARCHAR(day), line FROM logs") == [("2018-08-05", "x")]


BY_HAND = (
    "CREATE EXTERNAL TABLE et2 ("
    "col1 DATE AS (PARSE_JSON(metadata$external_table_partition):COL1::DATE), "
    "col2 VARCHAR AS (PARSE_JSON(metadata$external_table_partition):COL2::VARCHAR), "
    "line TEXT AS (value:c1::TEXT)) "
    "PARTITION BY (col1, col2) LOCATION = @files PARTITION_TYPE = USER_SPECIFIED FILE_FORMAT = (TYPE = CSV)"
)


def test_partitions_are_added_and_dropped_by_hand(session: LoadingSession, url: str) -> None:
    session.put("2022/01/24.csv", "x\n")
    session.put("2022/02/01.csv", "y\n")
    session.run(BY_HAND)
    assert session.run("SELECT * FROM et2") == []

    rows = session.run("ALTER EXTERNAL TABLE et2 ADD PARTITION(col1='2022-01-24', col2='a') LOCATION '2022/01'")
    assert _statuses(rows) == [("2022/01/24.csv", "REGISTERED_NEW")]
    session.run("ALTER EXTERNAL TABLE et2 ADD PARTITION(col1='2022-02-01', col2='b') LOCATION '2022/02'")
    assert session.run("SELECT TO_VARCHAR(col1), line FROM et2 WHERE col2 = 'a'") == [("2022-01-24", "x")]
    rows = session.run("ALTER EXTERNAL TABLE et2 DROP PARTITION LOCATION '2022/01'")
    assert _statuses(rows) == [("2022/01/24.csv", "UNREGISTERED")]
    assert session.run("SELECT line FROM et2") == [("y",)]


@pytest.mark.parametrize(
    "action", ["REFRESH", "ADD FILES ('a.csv')", "REMOVE FILES ('a.csv')", "SET AUTO_REFRESH = TRUE"]
)
def test_what_is_registered_by_hand_is_not_refreshed(session: LoadingSession, folder: str, action: str) -> None:
    session.run(BY_HAND)

    assert "user-specified partitions" in session.failure(f"ALTER EXTERNAL TABLE et2 {action}").message


def test_partitions_by_hand_need_a_table_for_them(session: LoadingSession, folder: str) -> None:
    session.run(PEOPLE)

    failed = session.failure("ALTER EXTERNAL TABLE people ADD PARTITION (name = 'x') LOCATION 'a'")
    assert "USER_SPECIFIED" in failed.message


def test_a_partition_of_an_unknown_column_is_refused(session: LoadingSession, folder: str) -> None:
    session.run(BY_HAND)

    failed = session.failure("ALTER EXTERNAL TABLE et2 ADD PARTITION (line = 'x') LOCATION 'a'")
    assert "no partition column" in failed.message


# -- definitions ---------------------------------------------------------------------------------------------------


def test_an_internal_stage_is_refused(session: LoadingSession) -> None:
    session.run("CREATE STAGE inside")

    assert "external stage" in session.failure("CREATE EXTERNAL TABLE t LOCATION = @inside").message


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ("a TEXT AS (value:c1)", "002023"),
        ("a INT AS (value:c1::TEXT)", "002023"),
        ("a INT", "002262"),
        ("a INT AS (b + 1)", "000904"),
        ("a INT AS (SELECT 1)", "000002"),
        ("a INT AS (COUNT(*))", "000002"),
        ("a INT AS (value:c1::INT), a INT AS (value:c2::INT)", "002025"),
        ("value VARIANT AS (value:c1)", "002025"),
    ],
)
def test_columns_that_cannot_be_computed_are_refused(
    session: LoadingSession, folder: str, columns: str, code: str
) -> None:
    assert session.failure(f"CREATE EXTERNAL TABLE t ({columns}) LOCATION = @files").error.code == code


def test_a_partition_column_sees_no_rows(session: LoadingSession, folder: str) -> None:
    sql = "CREATE EXTERNAL TABLE t (a TEXT AS (value:c1::TEXT)) PARTITION BY (a) LOCATION = @files"
    assert session.failure(sql).error.code == "000904"


def test_columns_are_derived_from_files(session: LoadingSession, folder: str) -> None:
    session.put("a.parquet", _parquet({"id": [1], "name": ["x"]}))
    session.script(
        "CREATE FILE FORMAT p TYPE = PARQUET",
        "CREATE EXTERNAL TABLE t USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) FROM "
        "TABLE(INFER_SCHEMA(LOCATION => '@files', FILE_FORMAT => 'p'))) LOCATION = @files "
        "FILE_FORMAT = (FORMAT_NAME = 'p')",
    )

    assert session.run('SELECT "id", "name" FROM t') == [(1, "x")]


def test_columns_of_delimited_files_are_derived_by_their_places(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "id,name\n1,x\n")
    session.script(
        "CREATE FILE FORMAT c TYPE = CSV PARSE_HEADER = TRUE",
        "CREATE EXTERNAL TABLE t USING TEMPLATE (SELECT ARRAY_AGG(OBJECT_CONSTRUCT(*)) FROM "
        "TABLE(INFER_SCHEMA(LOCATION => '@files', FILE_FORMAT => 'c'))) LOCATION = @files "
        "FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)",
    )

    assert session.run('SELECT "id", "name" FROM t') == [(1, "x")]


def test_its_comment_is_set_and_no_property_of_tables(session: LoadingSession, folder: str) -> None:
    session.script(PEOPLE, "ALTER TABLE people SET COMMENT = 'all'")
    assert session.named("SHOW EXTERNAL TABLES IN SCHEMA")[0]["comment"] == "all"

    session.run("ALTER TABLE people UNSET COMMENT")
    assert session.named("SHOW EXTERNAL TABLES IN SCHEMA")[0]["comment"] == ""
    assert session.failure("ALTER TABLE people SET CHANGE_TRACKING = TRUE").error.code == "001006"
    assert session.failure("ALTER TABLE people CLUSTER BY (name)").error.code == "000002"


def test_columns_are_added_renamed_and_dropped(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann,41\n")
    session.script(
        PEOPLE,
        "ALTER TABLE people ADD COLUMN (loud TEXT AS (UPPER(value:c1::TEXT)))",
        "ALTER TABLE people RENAME COLUMN loud TO shouted",
        "ALTER TABLE people DROP COLUMN age",
    )

    assert session.run("SELECT * FROM people") == [('{"c1":"Ann","c2":"41"}', "Ann", "ANN")]
    assert session.failure("ALTER TABLE people DROP COLUMN value").error.code == "001003"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO people VALUES (1)",
        "UPDATE people SET name = 'x'",
        "DELETE FROM people",
        "TRUNCATE TABLE people",
        "MERGE INTO people USING (SELECT 1 AS a) s ON TRUE WHEN MATCHED THEN DELETE",
        "COPY INTO people FROM @files",
    ],
)
def test_rows_cannot_be_changed(session: LoadingSession, folder: str, statement: str) -> None:
    session.run(PEOPLE)

    assert session.failure(statement).error.code in ("001003", "002203")


def test_a_dropped_one_does_not_come_back(session: LoadingSession, folder: str) -> None:
    session.script(PEOPLE, "DROP EXTERNAL TABLE people")

    assert session.failure("UNDROP TABLE people").error.code == "002003"
    assert session.failure("SELECT * FROM people").error.code == "002003"


def test_one_that_is_replaced_forgets_its_files(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann,41\n")
    session.script(PEOPLE, f"{PEOPLE.replace('CREATE', 'CREATE OR REPLACE')} REFRESH_ON_CREATE = FALSE")

    assert session.run("SELECT * FROM people") == []
    assert session.run("SELECT COUNT(*) FROM TABLE(INFORMATION_SCHEMA.EXTERNAL_TABLE_FILES('people'))") == [(0,)]


def test_other_words_do_not_name_it(session: LoadingSession, folder: str) -> None:
    session.script(PEOPLE, "CREATE TABLE t (a INT)")

    assert session.failure("DROP TABLE people").error.code == "002203"
    assert session.failure("DROP EXTERNAL TABLE t").error.code == "002203"
    assert session.failure("CREATE TABLE people (a INT)").error.code == "002002"


def test_clones_of_a_schema_are_without_it(session: LoadingSession, folder: str) -> None:
    schema = session.session.context.schema
    session.script(PEOPLE, f"CREATE SCHEMA db.{schema}_copy CLONE db.{schema}")

    assert session.run(f"SHOW EXTERNAL TABLES IN SCHEMA db.{schema}_copy") == []


def test_it_is_made_again_from_its_ddl(session: LoadingSession, folder: str) -> None:
    session.put("a.csv", "Ann|41\n")
    session.run(
        "CREATE EXTERNAL TABLE people (name TEXT AS (value:c1::TEXT) COMMENT 'who', "
        "part TEXT AS METADATA$FILENAME) PARTITION BY (part) LOCATION = @files PATTERN = '.*csv' "
        "FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|') COMMENT = 'all'"
    )
    ((ddl,),) = session.run("SELECT GET_DDL('TABLE', 'people')")
    session.script("DROP EXTERNAL TABLE people", str(ddl))

    assert session.run("SELECT GET_DDL('TABLE', 'people')") == [(ddl,)]
    assert session.run("SELECT name FROM people") == [("Ann",)]


def test_it_is_shown_invalid_where_its_stage_is_gone(session: LoadingSession, folder: str) -> None:
    session.script(PEOPLE, "DROP STAGE files")

    (shown,) = session.named("SHOW EXTERNAL TABLES IN SCHEMA")
    assert shown["invalid"] is True
    assert "FILES' does not exist" in str(shown["invalid_reason"])
    assert session.failure("SELECT * FROM people").error.code == "002003"


def test_a_view_over_a_dropped_one_says_so(session: LoadingSession, folder: str) -> None:
    session.script(PEOPLE, "CREATE VIEW v AS SELECT name FROM people", "DROP EXTERNAL TABLE people")

    assert "does not exist" in session.failure("SELECT * FROM v").message
