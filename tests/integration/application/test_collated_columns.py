"""Columns with collations: where they get them, where they are shown, and what they do in statements."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from tests.support.statement_session import StatementSession


def _types(session: StatementSession, name: str, kind: str = "TABLE") -> list[object]:
    return [row[1] for row in session.run(f"DESCRIBE {kind} {name}")]


def _error(session: StatementSession, text: str) -> str:
    with pytest.raises(SnowflakeError) as caught:
        session.run(text)
    return caught.value.message


@pytest.fixture
def people(session: StatementSession) -> StatementSession:
    session.script(
        "CREATE TABLE people (name VARCHAR COLLATE 'en-ci', town VARCHAR COLLATE 'fr', n INT)",
        "INSERT INTO people VALUES ('ann', 'p', 1), ('Ann', 'q', 2), ('bob', 'q', 3), (NULL, 'r', 4)",
    )
    return session


def test_describe_shows_the_collation_beside_the_type(session: StatementSession) -> None:
    session.run("CREATE TABLE t (c1 VARCHAR COLLATE 'fr', c2 VARCHAR(5) COLLATE '')")
    assert _types(session, "t") == ["VARCHAR(16777216) COLLATE 'fr'", "VARCHAR(5)"]


def test_the_information_schema_names_the_collation(people: StatementSession) -> None:
    rows = people.run("SELECT column_name, collation_name FROM information_schema.columns WHERE table_name = 'PEOPLE'")
    assert sorted(rows) == [("N", None), ("NAME", "en-ci"), ("TOWN", "fr")]


def test_show_columns_tells_the_collation_with_the_type(session: StatementSession) -> None:
    session.run("CREATE TABLE allin (column8 VARCHAR(10) COLLATE 'en-cs')")
    ((_, _, _, data_type, *_),) = session.run("SHOW COLUMNS IN TABLE allin")
    assert data_type == (
        '{"type":"TEXT","length":10,"byteLength":40,"nullable":true,"fixed":false,"collation":"en-cs"}'
    )


def test_what_get_ddl_writes_makes_columns_of_the_same_collations(people: StatementSession) -> None:
    ((text,),) = people.run("SELECT GET_DDL('TABLE', 'people')")
    people.run(str(text))
    assert _types(people, "people")[:2] == ["VARCHAR(16777216) COLLATE 'en-ci'", "VARCHAR(16777216) COLLATE 'fr'"]


@pytest.mark.parametrize(
    ("database", "schema", "table", "found"),
    [
        ("", "", "", "VARCHAR(9)"),
        ("de", "", "", "VARCHAR(9) COLLATE 'de'"),
        ("de", "fr", "", "VARCHAR(9) COLLATE 'fr'"),
        ("de", "fr", "es", "VARCHAR(9) COLLATE 'es'"),
    ],
)
def test_a_text_without_a_collation_takes_the_nearest_default(
    session: StatementSession, database: str, schema: str, table: str, found: str
) -> None:
    for kind, name, given in (("DATABASE", "db", database), ("SCHEMA", "s", schema)):
        if given:
            session.run(f"ALTER {kind} {name} SET DEFAULT_DDL_COLLATION = '{given}'")
    session.run(f"CREATE TABLE t (a VARCHAR(9), n INT){f' DEFAULT_DDL_COLLATION = {table!r}' if table else ''}")
    assert _types(session, "t") == [found, "NUMBER(38,0)"]


def test_a_default_says_what_a_column_gets_that_is_added(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a VARCHAR) DEFAULT_DDL_COLLATION = 'de'",
        "ALTER TABLE t ADD COLUMN b VARCHAR, c VARCHAR COLLATE 'en', d VARCHAR COLLATE '', n INT",
    )
    texts = [f"VARCHAR(16777216) COLLATE '{name}'" for name in ("de", "de", "en")]
    assert _types(session, "t") == [*texts, "VARCHAR(16777216)", "NUMBER(38,0)"]


def test_a_view_and_a_table_of_a_query_have_the_collations_of_its_columns(people: StatementSession) -> None:
    query = "SELECT name, town || '!' AS town, name COLLATE 'de' AS d, name::VARCHAR AS plain FROM people"
    people.script(f"CREATE VIEW v AS {query}", f"CREATE TABLE t AS {query}")
    shown = [f"VARCHAR(16777216) COLLATE '{name}'" for name in ("en-ci", "fr", "de")]
    shown[1] = "VARCHAR(16777217) COLLATE 'fr'"
    assert _types(people, "v", "VIEW")[0] == shown[0]
    assert [str(item).partition(" COLLATE ")[2] for item in _types(people, "t")] == ["'en-ci'", "'fr'", "'de'", ""]
    assert people.run("SELECT COUNT(*) FROM v WHERE name = 'ANN'") == [(2,)]


def test_copies_of_a_table_keep_the_collations(people: StatementSession) -> None:
    people.script("CREATE TABLE a CLONE people", "CREATE TABLE b LIKE people")
    assert _types(people, "a") == _types(people, "b") == _types(people, "people")


def test_the_collation_of_a_column_cannot_be_changed(session: StatementSession) -> None:
    session.run("CREATE TABLE t (a VARCHAR(30) COLLATE 'en_us-ci-trim')")
    assert _error(session, "ALTER TABLE t ALTER COLUMN a SET DATA TYPE VARCHAR(50)") == (
        "SQL compilation error: cannot change column A from type \"VARCHAR(30) COLLATE 'en_us-ci-trim'\" "
        'to "VARCHAR(50)" because they have incompatible collations.'
    )


def test_a_column_with_a_collation_takes_longer_texts_when_told_with_it(session: StatementSession) -> None:
    session.script(
        "CREATE TABLE t (a VARCHAR(3) COLLATE 'en')",
        "ALTER TABLE t ALTER COLUMN a SET DATA TYPE VARCHAR(5) COLLATE 'en'",
    )
    assert _types(session, "t") == ["VARCHAR(5) COLLATE 'en'"]


def test_only_texts_have_collations(session: StatementSession) -> None:
    assert "which has no collation" in _error(session, "CREATE TABLE t (a INT COLLATE 'en')")


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("name = 'ANN'", [1, 2]),
        ("name <> 'ANN'", [3]),
        ("name IN ('ANN', 'BOB')", [1, 2, 3]),
        ("name NOT IN ('ANN')", [3]),
        ("name BETWEEN 'ANA' AND 'ANZ'", [1, 2]),
        ("name > 'ANN'", [3]),
        ("name IN (SELECT 'BOB')", [3]),
        ("(name, n) IN (('ANN', 2), ('BOB', 1))", [2]),
        ("(name, n) IN (SELECT 'ANN', 2 UNION ALL SELECT 'BOB', 1)", [2]),
        ("(n, name) NOT IN (SELECT 1, 'ANN')", [2, 3, 4]),
        ("('ANN', 1) IN (SELECT p.name, p.n FROM people AS p) AND n = 1", [1]),
        ("name COLLATE 'en' = 'Ann'", [2]),
        ("name COLLATE '' = town", []),
        ("name IS NOT DISTINCT FROM 'ANN'", [1, 2]),
        ("CONTAINS(name, 'N')", [1, 2]),
        ("EXISTS (SELECT 1 FROM people AS other WHERE other.name = people.name AND other.n <> people.n)", [1, 2]),
    ],
)
def test_conditions_compare_by_the_collation_of_the_column(
    people: StatementSession, condition: str, found: list[int]
) -> None:
    assert [row[0] for row in people.run(f"SELECT n FROM people WHERE {condition} ORDER BY n")] == found


@pytest.mark.parametrize("condition", ["name = town", "name || town = 'x'", "name IN ('a', town)"])
def test_columns_of_different_collations_are_not_compared(people: StatementSession, condition: str) -> None:
    assert "Incompatible collations: 'fr' and 'en-ci'" in _error(people, f"SELECT n FROM people WHERE {condition}")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("SELECT UPPER(name), SUM(n) FROM people GROUP BY name ORDER BY name", [("ANN", 3), ("BOB", 3), (None, 4)]),
        ("SELECT UPPER(name) AS u, SUM(n) FROM people GROUP BY 1 ORDER BY u", [("ANN", 3), ("BOB", 3), (None, 4)]),
        ("SELECT LOWER(name), SUM(n) FROM people GROUP BY ALL ORDER BY 1", [("ann", 3), ("bob", 3), (None, 4)]),
        ("SELECT COUNT(*) FROM people GROUP BY name HAVING name = 'ANN'", [(2,)]),
        (
            "SELECT UPPER(name), COUNT(*), GROUPING(name) FROM people GROUP BY ROLLUP(name) ORDER BY 3, 1",
            [("ANN", 2, 0), ("BOB", 1, 0), (None, 1, 0), (None, 4, 1)],
        ),
        ("SELECT COUNT(*) FROM (SELECT DISTINCT name FROM people)", [(3,)]),
        ("SELECT COUNT(DISTINCT name), MAX(name) = 'BOB', MIN(name) = 'ANN' FROM people", [(2, True, True)]),
        (
            "SELECT n FROM people QUALIFY ROW_NUMBER() OVER (PARTITION BY name ORDER BY n) = 1 ORDER BY n",
            [(1,), (3,), (4,)],
        ),
        (
            "SELECT LOWER(u) FROM (SELECT UPPER(name) AS u FROM people UNION SELECT 'Ann' ORDER BY 1)",
            [("ann",), ("bob",), (None,)],
        ),
        ("SELECT n FROM people ORDER BY name DESC NULLS LAST, n", [(3,), (1,), (2,), (4,)]),
        (
            "SELECT a.n, b.n FROM people AS a JOIN people AS b USING (name) ORDER BY 1, 2",
            [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3)],
        ),
        (
            "SELECT CASE name WHEN 'ANN' THEN 1 WHEN 'BOB' THEN 2 ELSE 0 END FROM people ORDER BY n",
            [(1,), (1,), (2,), (0,)],
        ),
        ("SELECT COUNT(*) FROM (SELECT name FROM people INTERSECT SELECT 'ANN')", [(1,)]),
        ("SELECT COUNT(*) FROM (SELECT name FROM people EXCEPT SELECT 'ANN')", [(2,)]),
        ("SELECT COUNT(*) FROM (SELECT name FROM people UNION SELECT 'BOB' UNION ALL SELECT 'bob')", [(4,)]),
        ("SELECT CONDITIONAL_CHANGE_EVENT(name) OVER (ORDER BY n) FROM people ORDER BY n", [(0,), (0,), (1,), (1,)]),
        (
            "SELECT LISTAGG(DISTINCT name, ',') WITHIN GROUP (ORDER BY name DESC) FROM people WHERE n > 1",
            [("bob,Ann",)],
        ),
        ("SELECT LOWER(LISTAGG(DISTINCT name, ',') WITHIN GROUP (ORDER BY name)) FROM people", [("ann,bob",)]),
        ("SELECT ARRAY_SIZE(ARRAY_AGG(DISTINCT name)), ARRAY_SIZE(ARRAY_UNIQUE_AGG(name)) FROM people", [(2, 2)]),
        ("SELECT LISTAGG(DISTINCT name) FROM people WHERE name IS NULL", [("",)]),
        ("SELECT UPPER(MODE(name)), MODE(town) IN ('q') FROM people", [("ANN", True)]),
        ("SELECT MODE(name) FROM people WHERE name IS NULL", [(None,)]),
        ("SELECT LOWER(MODE(name) OVER (PARTITION BY town)) FROM people WHERE town = 'p'", [("ann",)]),
        ("SELECT name || '!', COUNT(*) FROM people GROUP BY name || '!' HAVING COUNT(*) > 1", [("ann!", 2)]),
        ("SELECT MAX(name || n) FROM people GROUP BY name, name || '!' HAVING COUNT(*) > 1", [("Ann2",)]),
        ("SELECT ARRAY_CONTAINS('ANN'::VARIANT, ARRAY_AGG(name)) FROM people", [(False,)]),
    ],
)
def test_rows_are_grouped_ordered_and_told_apart_by_the_collation(
    people: StatementSession, query: str, rows: list[tuple[object, ...]]
) -> None:
    assert people.run(query) == rows


def test_a_pivot_gathers_what_the_collation_takes_for_the_same(people: StatementSession) -> None:
    query = "SELECT * FROM (SELECT name, n FROM people) PIVOT (SUM(n) FOR name IN"
    assert people.run(f"{query} ('ANN', 'x'))") == [(3, None)]
    assert people.run(f"{query} (ANY))") == [(3, 3)]


def test_a_session_variable_is_a_text_without_collation(people: StatementSession) -> None:
    people.run("SET found = (SELECT name FROM people WHERE n = 1)")
    assert people.run("SELECT $found = 'ANN', COLLATION($found)") == [(False, None)]


def test_a_collated_group_within_another_query_is_refused_by_name(people: StatementSession) -> None:
    query = "SELECT name, (SELECT COUNT(*) FROM people AS p WHERE p.name = people.name) FROM people GROUP BY name"
    assert "a query within one that groups by a text with a collation" in _error(people, query)


def test_rows_are_written_where_the_collation_finds_them(people: StatementSession) -> None:
    people.script(
        "UPDATE people SET town = 'x' WHERE name = 'BOB'",
        "MERGE INTO people USING (SELECT 'ANN' AS k) AS s ON people.name = s.k WHEN MATCHED THEN UPDATE SET town = 'y'",
        "DELETE FROM people WHERE name = 'ANN' AND n = 1",
    )
    assert people.run("SELECT n, town FROM people ORDER BY n") == [(2, "y"), (3, "x"), (4, "r")]


@pytest.mark.parametrize(
    ("expression", "feature"),
    [
        ("name LIKE 'A%'", "LIKE with the collation 'en-ci'"),
        ("INITCAP(name)", "INITCAP of a text with a collation"),
        ("TRIM(name, 'x')", "TRIM of other characters than spaces from a text with a collation"),
        ("APPROX_TOP_K(name)", "APPROX_TOP_K of a text with a collation"),
        ("CONTAINS(name COLLATE 'en-pi', 'a')", "CONTAINS with the collation 'en-pi'"),
        ("REPLACE(name COLLATE 'en-ai', 'a')", "REPLACE with the collation 'en-ai'"),
    ],
)
def test_what_knows_no_collation_is_refused_by_name(people: StatementSession, expression: str, feature: str) -> None:
    assert feature in _error(people, f"SELECT {expression} FROM people")
