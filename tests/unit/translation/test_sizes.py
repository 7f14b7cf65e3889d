"""Which queries plainly have few rows."""

from __future__ import annotations

import pytest

from mockhaus.domain.statements import Query
from mockhaus.translation.parsing import parse
from mockhaus.translation.sizes import has_few_rows


@pytest.mark.parametrize(
    ("sql", "few"),
    [
        ("SELECT 1", True),
        ("SELECT COUNT(*) FROM t", True),
        ("SELECT SUM(a) + MAX(b) AS x FROM t JOIN u ON t.i = u.i", True),
        ("SELECT LISTAGG(a) WITHIN GROUP (ORDER BY a) FROM t", True),
        ("SELECT * FROM t LIMIT 10", True),
        ("SELECT * FROM t LIMIT 100000", False),
        ("SELECT COUNT(*) FROM t LIMIT 100000", False),
        ("SELECT * FROM t", False),
        ("SELECT COUNT(*) FROM t GROUP BY a", False),
        ("SELECT SUM(a) OVER (ORDER BY b) FROM t", False),
        ("SELECT (SELECT COUNT(*) FROM u) FROM t", False),
        ("SELECT 1 UNION ALL SELECT a FROM t", False),
    ],
)
def test_the_form_of_a_query_tells_whether_its_rows_are_few(sql: str, *, few: bool) -> None:
    statement = parse(sql)
    assert isinstance(statement, Query)
    assert has_few_rows(statement.fragment.tree) is few
