"""A walk knows the types of nodes by their identities."""

from __future__ import annotations

import pytest

from mockhaus.domain.statements import Query
from mockhaus.translation.naming import Naming
from mockhaus.translation.parsing import parse
from mockhaus.translation.select import derived, query
from mockhaus.translation.walk import Walker
from tests.unit.translation.translating import context


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ARRAY_INTERSECTION(ARRAY_CONSTRUCT(1, 2, 3), ARRAY_CONSTRUCT(2))",
        "SELECT a + 1 || 'x', IFF(b > 1, d, NULL) FROM t WHERE v:a::INT IN (SELECT a FROM u) ORDER BY 1",
    ],
)
def test_no_node_takes_the_type_of_one_that_is_gone(text: str) -> None:
    statement = parse(text)
    assert isinstance(statement, Query)
    walk = Walker(context(), text, derived)
    query(walk, statement.fragment.tree.copy(), Naming.FREE)
    assert walk._types.keys() <= {id(node) for node in walk._kept}
