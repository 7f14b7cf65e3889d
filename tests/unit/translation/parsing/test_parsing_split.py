"""Splitting a request into statements."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import Position
from mockhaus.translation.parsing import split


def texts(request: str) -> list[str]:
    return [statement.text for statement in split(request)]


@pytest.mark.parametrize(
    ("request_text", "expected"),
    [
        ("select 1; select 2", ["select 1", "select 2"]),
        ("select ';'; select $$a;b$$", ["select ';'", "select $$a;b$$"]),
        ('select 1 as ";"; select 2', ['select 1 as ";"', "select 2"]),
        ("select 1 -- one; two\n; select 2", ["select 1", "select 2"]),
        ("select /* ; */ 1; select 2", ["select /* ; */ 1", "select 2"]),
        ("begin; insert into t values (1); commit", ["begin", "insert into t values (1)", "commit"]),
        ("begin transaction; rollback work", ["begin transaction", "rollback work"]),
        ("; ;select 1;;select 2; ;", ["select 1", "select 2"]),
        ("select case when a then 1 end; select 2", ["select case when a then 1 end", "select 2"]),
    ],
)
def test_semicolons_outside_quotes_and_comments_separate_statements(request_text: str, expected: list[str]) -> None:
    assert texts(request_text) == expected


@pytest.mark.parametrize(
    "block",
    [
        "begin let x := 1; return x; end",
        "begin if (x > 1) then select 1; end if; for i in 1 to 3 do select 1; end for; end",
        "declare x int; y int; begin select case 1 when 1 then 2 end; end",
        "begin begin select 1; end; select 2; end",
        "create procedure p() returns int as begin return 1; end",
        "create task t as declare x int; begin select 1; end",
    ],
)
def test_a_scripting_block_is_one_statement(block: str) -> None:
    assert texts(f"select 0; {block}; select 9") == ["select 0", block, "select 9"]


@pytest.mark.parametrize("text", ["", "   ", ";", " ; ;\n", "-- nothing", "/* nothing */;"])
def test_a_request_without_a_statement_has_none(text: str) -> None:
    assert split(text) == ()


@pytest.mark.parametrize("text", ["  select 1 ;\n", "-- why\nselect 1", "select 1"])
def test_a_single_statement_keeps_the_text_of_the_request(text: str) -> None:
    assert texts(text) == [text]


def test_each_statement_knows_where_it_begins() -> None:
    found = split("select 1;\n\n  select 2;\nselect 3")
    assert [(statement.text, statement.start) for statement in found] == [
        ("select 1", Position(1, 0)),
        ("select 2", Position(3, 2)),
        ("select 3", Position(4, 0)),
    ]


def test_a_text_that_cannot_be_cut_into_tokens_is_one_statement() -> None:
    assert texts("select 1; select 'abc") == ["select 1; select 'abc"]


def test_the_path_of_a_put_may_hold_what_looks_like_a_comment() -> None:
    assert texts("put file:///tmp/*.csv @s; select 1 /* x */ + 1") == [
        "put file:///tmp/*.csv @s",
        "select 1 /* x */ + 1",
    ]
