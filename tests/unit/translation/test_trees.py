"""Copies of syntax trees are whole and apart from what they were made of."""

from __future__ import annotations

from sqlglot import exp

from mockhaus.translation.dialect import DIALECT
from mockhaus.translation.trees import copied
from tests.performance.translation import HUNDRED_LINES


def _tree(sql: str) -> exp.Expr:
    (tree,) = DIALECT.parser().parse(DIALECT.tokenize(sql), sql)
    assert tree is not None
    return tree


def test_a_copy_is_the_same_statement() -> None:
    tree = _tree(HUNDRED_LINES)
    assert copied(tree) == tree


def test_a_copy_has_the_positions_of_names() -> None:
    tree = _tree("SELECT a, b.c FROM t b WHERE x = 1")
    places = [node.meta.get("start") for node in tree.find_all(exp.Identifier)]
    assert [node.meta.get("start") for node in copied(tree).find_all(exp.Identifier)] == places
    assert None not in places


def test_a_changed_copy_leaves_the_tree_as_it_was() -> None:
    tree = _tree("SELECT a FROM t WHERE x = 1")
    made = copied(tree)
    made.args["where"].set("this", exp.true())
    for node in made.find_all(exp.Identifier):
        node.meta["start"] = -1
    assert tree == _tree("SELECT a FROM t WHERE x = 1")
    assert all(node.meta["start"] >= 0 for node in tree.find_all(exp.Identifier))


def test_each_node_of_a_copy_knows_its_parent() -> None:
    made = copied(_tree("SELECT a + 1 FROM t GROUP BY a"))
    assert all(node.parent is not None for node in made.walk() if node is not made)
