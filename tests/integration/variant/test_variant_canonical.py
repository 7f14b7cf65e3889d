"""The canonical text: one form whichever way a value was read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb import library
from mockhaus_adapters.engine_duckdb.functions.json_text import parse

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.decimals(-1000, 1000, places=4).map(float)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('ab. "é\x7f', max_size=4), inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    found = duckdb.connect()
    library.install(found)
    yield found
    found.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS)
def test_the_engine_and_the_lenient_reader_agree_on_the_canonical_text(
    connection: duckdb.DuckDBPyConnection, document: Any
) -> None:
    text = json.dumps(document, ensure_ascii=False)
    row = connection.execute("SELECT mh_parse(x), mh_out(mh_parse(mh_out(mh_parse(x)))) FROM (SELECT ? AS x)", [text])
    found = row.fetchone()
    assert found is not None
    assert found[0] == parse(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_any_text_goes_into_a_variant_and_out_again(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    row = connection.execute("SELECT mh_text(mh_str(x)), mh_typeof(mh_str(x)) FROM (SELECT ? AS x)", [text]).fetchone()
    assert row == (text, "VARCHAR")


def test_a_text_that_looks_like_a_tag_stays_text(connection: duckdb.DuckDBPyConnection) -> None:
    for text in ("\x7fu", "\x7fd2020-01-01", "\x7f", "\x7f\x7f", "\x7fn1"):
        row = connection.execute(
            "SELECT mh_text(mh_str(x)), mh_typeof(mh_str(x)) FROM (SELECT ? AS x)", [text]
        ).fetchone()
        assert row == (text, "VARCHAR")
