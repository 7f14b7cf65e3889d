"""GET_DDL: what it writes makes the same objects again."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.translation.parsing import split
from tests.support.statement_session import StatementSession

_OBJECTS = (
    "CREATE SEQUENCE sq START 10 INCREMENT 5 ORDER COMMENT = 'counts'",
    "CREATE TABLE parent (id INT PRIMARY KEY, \"a \"\"b\" VARCHAR(20) NOT NULL DEFAULT 'it''s' COMMENT 'say \"x\"')",
    """CREATE TRANSIENT TABLE child (
        n INT IDENTITY(3, 2), "ORDER" NUMBER(10,2) DEFAULT sq.NEXTVAL, at TIMESTAMP_TZ(3), doc VARIANT,
        ref INT, UNIQUE (at, ref), CONSTRAINT fk FOREIGN KEY (ref) REFERENCES parent (id) ON DELETE CASCADE
    ) CLUSTER BY (ref, "ORDER") COMMENT = 'line\nand tab\t\\\\'""",
    "CREATE VIEW z (one COMMENT 'first', two) COMMENT = 'it''s' AS SELECT id, 'x' FROM parent",
    "CREATE SECURE VIEW a AS (SELECT one FROM z WHERE two = ';')",
    "CREATE FILE FORMAT f TYPE = CSV FIELD_DELIMITER = '\\t' SKIP_HEADER = 2 ESCAPE_UNENCLOSED_FIELD = NONE "
    "NULL_IF = ('', '\\\\N') FIELD_OPTIONALLY_ENCLOSED_BY = '\"' COMPRESSION = GZIP TRIM_SPACE = TRUE",
    "CREATE FILE FORMAT j TYPE = JSON STRIP_OUTER_ARRAY = TRUE COMMENT = 'documents'",
    "CREATE STAGE st FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1) DIRECTORY = (ENABLE = TRUE) COMMENT = 'files'",
    "CREATE STAGE named FILE_FORMAT = (FORMAT_NAME = 'f')",
)


def _ddl(session: StatementSession, kind: str, name: str) -> str:
    ((text,),) = session.run(f"SELECT GET_DDL('{kind}', '{name}', TRUE)")
    return str(text)


@pytest.mark.parametrize(("kind", "name"), [("DATABASE", "db"), ("SCHEMA", "db.s")])
def test_what_it_writes_of_a_container_makes_the_same_container(
    session: StatementSession, kind: str, name: str
) -> None:
    session.script(*_OBJECTS)
    text = _ddl(session, kind, name)
    session.script(*(item.text for item in split(text)))
    assert _ddl(session, kind, name) == text


def test_what_it_writes_of_a_warehouse_makes_the_same_warehouse(session: StatementSession) -> None:
    session.run("CREATE WAREHOUSE w WAREHOUSE_SIZE = XXLARGE AUTO_SUSPEND = 0 COMMENT = 'it''s' MAX_CLUSTER_COUNT = 3")
    text = _ddl(session, "WAREHOUSE", "w")
    session.run(text.removesuffix(";"))
    assert _ddl(session, "WAREHOUSE", "w") == text


def test_objects_come_behind_those_that_they_need(session: StatementSession) -> None:
    session.script(*_OBJECTS)
    text = _ddl(session, "SCHEMA", "s")
    places = [text.index(f"DB.S.{name}") for name in ("SQ start", "PARENT (", "CHILD cluster", "Z(", "A(")]
    assert places == sorted(places)


def test_it_answers_in_every_statement(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a INT)",
        "CREATE VIEW v AS SELECT GET_DDL('TABLE', 'db.s.t') AS ddl",
        "CREATE TABLE texts AS SELECT ddl FROM v",
        "INSERT INTO texts SELECT UPPER(GET_DDL('TABLE', CURRENT_SCHEMA() || '.t'))",
    )
    text = "create or replace TABLE T (\n\tA NUMBER(38,0)\n);"
    assert session.run("SELECT ddl FROM texts ORDER BY ddl DESC") == [(text,), (text.upper(),)]


def test_temporary_objects_are_written_as_such(session: StatementSession) -> None:
    session.run("CREATE TEMPORARY TABLE t (a INT)")
    assert _ddl(session, "TABLE", "t").startswith("create or replace TEMPORARY TABLE DB.S.T (")


def test_an_argument_that_is_null_makes_null(session: StatementSession) -> None:
    assert session.run("SELECT GET_DDL('TABLE', NULL)") == [(None,)]


def test_what_another_role_owns_is_not_there(session: StatementSession) -> None:
    session.script("CREATE TABLE t (a INT)", "USE ROLE PUBLIC")
    with pytest.raises(SnowflakeError) as caught:
        _ddl(session, "TABLE", "db.s.t")
    assert caught.value.code == "002003"
