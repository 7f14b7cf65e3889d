"""XML in an OBJECT: what the standard library reads from it, and what comes out again."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb import library

NAMES = st.sampled_from(["a", "item", "x-y", "ns.z", "é"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs"]), min_size=1, max_size=8)
TREES = st.recursive(
    st.tuples(NAMES, st.dictionaries(NAMES, TEXTS, max_size=2), TEXTS),
    lambda inner: st.tuples(NAMES, st.dictionaries(NAMES, TEXTS, max_size=2), st.lists(inner, max_size=3)),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    found = duckdb.connect()
    library.install(found)
    yield found
    found.close()


def written(tree: object) -> str:
    assert isinstance(tree, tuple)
    name, attributes, content = tree
    shown = "".join(f" {key}={quoteattr(value)}" for key, value in sorted(attributes.items()))
    inner = escape(content) if isinstance(content, str) else "".join(map(written, content))
    return f"<{name}{shown}>{inner}</{name}>"


def plain(element: ET.Element) -> tuple[str, dict[str, str], str, list[object]]:
    return element.tag, dict(element.attrib), element.text or "", [plain(child) for child in element]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_a_document_comes_out_as_it_went_in(connection: duckdb.DuckDBPyConnection, tree: object) -> None:
    text = written(tree)
    row = connection.execute("SELECT mh_out(mh_parse_xml($1, true)), mh_check_xml($1)", [text]).fetchone()
    assert row is not None
    assert row[1] is None
    assert plain(ET.fromstring(row[0])) == plain(ET.fromstring(text))  # noqa: S314 - made above


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a>", "missing closing tags: </a>, pos 3"),
        ("<a></b>", "no opening tag for </b>, pos 7"),
        ("<a/><b/>", "more than one root element, pos 8"),
        ("text", "text outside of the root element, pos 4"),
        ("<a b=c/>", "not a well-formed tag, pos 0"),
        ("<!-- nothing -->", "no root element, pos 16"),
    ],
)
def test_what_is_no_document_is_told(connection: duckdb.DuckDBPyConnection, text: str, message: str) -> None:
    assert connection.execute("SELECT mh_check_xml($1)", [text]).fetchone() == (message,)


def test_entities_are_not_expanded_from_a_document_type(connection: duckdb.DuckDBPyConnection) -> None:
    text = '<!DOCTYPE a [<!ENTITY e "boom">]><a>&e;</a>'
    assert connection.execute("SELECT mh_out(mh_parse_xml($1, true))", [text]).fetchone() == ("<a>&amp;e;</a>",)


def test_the_mark_of_an_element_is_no_key(connection: duckdb.DuckDBPyConnection) -> None:
    row = connection.execute("SELECT mh_out(mh_keys(v)), mh_json(v) FROM (SELECT mh_parse_xml('<a>1</a>', false) AS v)")
    assert row.fetchone() == ('["$","@"]', '{"$":1,"@":"a"}')
