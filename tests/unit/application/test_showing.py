"""SHOW and DESCRIBE: columns, rows, filters, scopes."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from mockhaus.application.handlers.showing.listing import pattern
from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.results import Value
from mockhaus.domain.types import Kind
from mockhaus.translation.counters import next_values
from tests.fakes.engine import FakeEngine
from tests.support.statement_session import StatementSession, services_on


def _names(session: StatementSession, text: str) -> list[Value]:
    return [row["name"] for row in session.named(text)]


def _headings(session: StatementSession, text: str) -> str:
    session.run(text)
    return " ".join(column.name.replace(" ", "_") for column in session.outcome.columns)


@pytest.fixture
def views(session: StatementSession) -> StatementSession:
    """Five views: SHOW VIEWS asks the engine for nothing."""
    session.script(
        "CREATE VIEW line_item AS SELECT 1 AS a",
        'CREATE VIEW "lines" AS SELECT 1 AS a',
        "CREATE VIEW orders COMMENT = 'all' AS SELECT 1 AS a",
        "CREATE SECURE VIEW part AS SELECT 1 AS a",
        "CREATE VIEW public.supplier AS SELECT 1 AS a",
    )
    return session


@pytest.mark.parametrize(
    ("clauses", "names"),
    [
        ("", ["SUPPLIER", "LINE_ITEM", "ORDERS", "PART", "lines"]),
        ("LIKE 'LINE%'", ["LINE_ITEM", "lines"]),
        ("LIKE 'par_'", ["PART"]),
        ("IN SCHEMA", ["LINE_ITEM", "ORDERS", "PART", "lines"]),
        ("IN public", ["SUPPLIER"]),
        ("IN db.public", ["SUPPLIER"]),
        ("IN DATABASE db", ["SUPPLIER", "LINE_ITEM", "ORDERS", "PART", "lines"]),
        ("IN SCHEMA s STARTS WITH 'l'", ["lines"]),
        ("IN SCHEMA s STARTS WITH 'L'", ["LINE_ITEM"]),
        ("IN SCHEMA s LIMIT 2", ["LINE_ITEM", "ORDERS"]),
        ("IN SCHEMA s LIMIT 2 FROM 'O'", ["ORDERS", "PART"]),
        ("IN SCHEMA s LIMIT 2 FROM 'ORDERS'", ["PART", "lines"]),
        ("LIKE '%i%' IN ACCOUNT", ["SUPPLIER", "LINE_ITEM", "lines"]),
    ],
)
def test_filters_and_scopes(views: StatementSession, clauses: str, names: list[str]) -> None:
    assert _names(views, f"SHOW VIEWS {clauses}") == names


def test_like_takes_a_backslash_as_escape() -> None:
    assert pattern(r"A\_B").fullmatch("a_b")
    assert not pattern(r"A\_B").fullmatch("AxB")


def test_an_unknown_scope_is_refused(views: StatementSession) -> None:
    for text in ("SHOW VIEWS IN nope", "SHOW VIEWS IN DATABASE nope", "SHOW SCHEMAS IN nope"):
        with pytest.raises(SnowflakeError) as caught:
            views.run(text)
        assert (caught.value.code, caught.value.sqlstate) == ("002043", "02000")


def test_a_limit_beyond_ten_thousand_is_refused(views: StatementSession) -> None:
    with pytest.raises(SnowflakeError):
        views.run("SHOW VIEWS LIMIT 10001")


def test_show_views_has_the_documented_columns(views: StatementSession) -> None:
    assert _headings(views, "SHOW VIEWS") == (
        "created_on name reserved database_name schema_name owner comment text is_secure is_materialized "
        "owner_role_type change_tracking"
    )
    (row,) = views.named("SHOW VIEWS LIKE 'part'")
    assert (row["is_secure"], row["text"]) == (True, "CREATE SECURE VIEW part AS SELECT 1 AS a")


def test_terse_has_five_columns(views: StatementSession) -> None:
    assert _headings(views, "SHOW TERSE VIEWS") == "created_on name kind database_name schema_name"


def test_created_on_is_a_time_of_the_sessions_zone(views: StatementSession) -> None:
    (row, *_) = views.run("SHOW TERSE VIEWS")
    assert isinstance(row[0], dt.datetime)
    assert row[0].tzinfo is not None
    assert views.outcome.columns[0].type.kind is Kind.TIMESTAMP_LTZ


def test_show_databases_has_the_documented_columns(session: StatementSession) -> None:
    assert _headings(session, "SHOW DATABASES").startswith(
        "created_on name is_default is_current origin owner comment options retention_time kind owner_role_type"
    )
    (row,) = session.named("SHOW DATABASES")
    assert (row["name"], row["is_current"], row["kind"], row["retention_time"]) == ("DB", "Y", "STANDARD", "1")


def test_history_shows_what_was_dropped(session: StatementSession) -> None:
    session.script("DROP DATABASE db")
    assert session.run("SHOW DATABASES") == []
    (row,) = session.named("SHOW DATABASES HISTORY")
    assert row["name"] == "DB"
    assert row["dropped_on"] is not None


def test_show_schemas_lists_information_schema(session: StatementSession) -> None:
    assert [(row["name"], row["is_current"]) for row in session.named("SHOW SCHEMAS")] == [
        ("INFORMATION_SCHEMA", "N"),
        ("PUBLIC", "N"),
        ("S", "Y"),
    ]


def test_show_schemas_tells_options(session: StatementSession) -> None:
    session.run("CREATE TRANSIENT SCHEMA m WITH MANAGED ACCESS DATA_RETENTION_TIME_IN_DAYS = 0")
    (row,) = session.named("SHOW SCHEMAS LIKE 'm'")
    assert (row["options"], row["retention_time"]) == ("TRANSIENT, MANAGED ACCESS", "0")


def test_show_columns_gives_types_as_json(session: StatementSession) -> None:
    session.run("CREATE TABLE t (n NUMBER(10, 2) NOT NULL, v VARCHAR(5) DEFAULT 'x', f FLOAT, ts TIMESTAMP_NTZ)")
    rows = session.named("SHOW COLUMNS IN TABLE t")
    assert [json.loads(str(row["data_type"])) for row in rows] == [
        {"type": "FIXED", "precision": 10, "scale": 2, "nullable": False},
        {"type": "TEXT", "length": 5, "byteLength": 20, "nullable": True, "fixed": False},
        {"type": "REAL", "nullable": True},
        {"type": "TIMESTAMP_NTZ", "precision": 0, "scale": 9, "nullable": True},
    ]
    assert [row["default"] for row in rows] == ["", "'x'", "", ""]


def test_keys_are_shown_column_by_column(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE p (a INT, b INT, u INT UNIQUE, CONSTRAINT pk PRIMARY KEY (b, a))",
        "CREATE TABLE c (x INT, y INT, CONSTRAINT fk FOREIGN KEY (x, y) REFERENCES p (b, a))",
    )
    keys = [
        (row["column_name"], row["key_sequence"], row["constraint_name"]) for row in session.named("SHOW PRIMARY KEYS")
    ]
    assert keys == [("B", 1, "PK"), ("A", 2, "PK")]
    assert [row["column_name"] for row in session.named("SHOW UNIQUE KEYS IN p")] == ["U"]
    imported = session.named("SHOW IMPORTED KEYS IN TABLE c")
    assert [(row["fk_column_name"], row["pk_table_name"], row["pk_column_name"]) for row in imported] == [
        ("X", "P", "B"),
        ("Y", "P", "A"),
    ]
    assert imported[0]["pk_name"] == "PK"
    assert session.named("SHOW EXPORTED KEYS IN TABLE p") == imported
    assert session.named("SHOW EXPORTED KEYS IN TABLE c") == []


def test_describe_table_tells_keys_defaults_and_comments(session: StatementSession) -> None:
    session.run(
        "CREATE TABLE desc_example (c1 INT PRIMARY KEY, c2 INT, c3 INT UNIQUE, "
        "c4 VARCHAR(30) DEFAULT 'Not applicable' COMMENT 'This column is rarely populated', c5 VARCHAR(100))"
    )
    assert session.run("DESCRIBE TABLE desc_example") == [
        ("C1", "NUMBER(38,0)", "COLUMN", "N", None, "Y", "N", None, None, None, None, None),
        ("C2", "NUMBER(38,0)", "COLUMN", "Y", None, "N", "N", None, None, None, None, None),
        ("C3", "NUMBER(38,0)", "COLUMN", "Y", None, "N", "Y", None, None, None, None, None),
        (
            *("C4", "VARCHAR(30)", "COLUMN", "Y", "'Not applicable'", "N", "N", None, None),
            *("This column is rarely populated", None, None),
        ),
        ("C5", "VARCHAR(100)", "COLUMN", "Y", None, "N", "N", None, None, None, None, None),
    ]


def test_tables_and_views_are_described_with_either_word(session: StatementSession) -> None:
    session.run("CREATE VIEW v (x COMMENT 'one') AS SELECT 1 AS a")
    assert session.run("DESC TABLE v") == session.run("DESC VIEW v")
    assert session.named("DESC VIEW v")[0]["comment"] == "one"


def test_a_stage_is_described_with_its_format_and_options(session: StatementSession) -> None:
    session.run(
        "CREATE STAGE g FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1 NULL_IF = ('a', 'b')) COPY_OPTIONS = (PURGE = TRUE)"
    )
    shown = {row["property"]: row["property_value"] for row in session.named("DESC STAGE g")}
    assert (shown["TYPE"], shown["SKIP_HEADER"], shown["NULL_IF"], shown["PURGE"]) == ("CSV", "1", "[a, b]", "true")
    assert shown["FIELD_DELIMITER"] == ","


def test_a_stage_follows_its_named_format(session: StatementSession) -> None:
    session.script("CREATE FILE FORMAT f TYPE = JSON", "CREATE STAGE g FILE_FORMAT = f")
    shown = {row["property"]: row["property_value"] for row in session.named("DESC STAGE g")}
    assert shown["FORMAT_NAME"] == "DB.S.F"
    session.run("ALTER STAGE g SET FILE_FORMAT = (TYPE = PARQUET)")
    shown = {row["property"]: row["property_value"] for row in session.named("DESC STAGE g")}
    assert shown["TYPE"] == "PARQUET"


def test_a_file_format_is_described_with_defaults(session: StatementSession) -> None:
    session.run("CREATE FILE FORMAT f TYPE = JSON STRIP_OUTER_ARRAY = TRUE")
    rows = {row["property"]: row for row in session.named("DESC FILE FORMAT f")}
    assert rows["STRIP_OUTER_ARRAY"] == {
        "property": "STRIP_OUTER_ARRAY",
        "property_type": "Boolean",
        "property_value": "true",
        "property_default": "false",
    }


def test_a_sequence_is_described(engine: FakeEngine, session: StatementSession) -> None:
    engine.script.answers[next_values()] = [("db_1", "s_9", 3), ("db_2", "s_9", 4)]
    session.run("CREATE SEQUENCE q START 5 INCREMENT 2 ORDER COMMENT = 'c'")
    (row,) = session.named("DESC SEQUENCE q")
    assert (row["name"], row["interval"], row["ordered"], row["comment"]) == ("Q", 2, "Y", "c")


def test_a_role_sees_only_what_it_may_use(session: StatementSession) -> None:
    session.script("CREATE VIEW v AS SELECT 1 AS a", "USE ROLE public")
    assert session.run("SHOW DATABASES") == []
    assert session.run("SHOW VIEWS IN ACCOUNT") == []
    with pytest.raises(SnowflakeError) as caught:
        session.run("DESC VIEW db.s.v")
    assert caught.value.code == "002003"


def test_what_is_not_emulated_is_refused_by_name(session: StatementSession) -> None:
    with pytest.raises(SnowflakeError, match="SHOW SHARES"):
        session.run("SHOW SHARES")


def test_without_a_database_the_whole_account_is_shown() -> None:
    engine = FakeEngine()
    session = StatementSession(engine, services_on(engine))
    session.script("CREATE DATABASE one", "CREATE DATABASE two", "DROP DATABASE two")
    assert _names(session, "SHOW SCHEMAS LIKE 'public'") == ["PUBLIC"]


def test_the_current_warehouse_is_shown_started(session: StatementSession) -> None:
    session.run("USE WAREHOUSE compute_wh")
    (row,) = session.named("SHOW WAREHOUSES")
    assert (row["name"], row["state"], row["is_current"]) == ("COMPUTE_WH", "STARTED", "Y")


def test_the_current_user_is_shown_by_name(session: StatementSession) -> None:
    (row,) = session.named("SHOW USERS")
    assert {heading for heading, value in row.items() if value is not None} == {"name"}


def test_roles_tell_which_is_current_and_which_are_inherited(session: StatementSession) -> None:
    shown = {row["name"]: (row["is_current"], row["is_inherited"]) for row in session.named("SHOW ROLES")}
    assert (shown["SYSADMIN"], shown["PUBLIC"], shown["ACCOUNTADMIN"]) == (("Y", "N"), ("N", "Y"), ("N", "N"))
