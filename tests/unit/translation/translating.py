"""How tests of the translation call it: a small catalog, a session, and text in, plan out."""

from __future__ import annotations

from collections.abc import Mapping

from mockhaus.domain.sessions.context import SessionContext, Variable
from mockhaus.domain.statements import Query
from mockhaus.domain.types import DataType, number, varchar
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.parsing import parse
from mockhaus.translation.plan import QueryPlan
from mockhaus.translation.translate import Output, plan_query
from tests.fakes.names import StaticNames

TABLES: Mapping[str, Mapping[str, str]] = {
    "T": {
        "A": "INT",
        "B": "NUMBER(10,2)",
        "C": "VARCHAR(10)",
        "D": "DATE",
        "F": "FLOAT",
        "V": "VARIANT",
        "TS": "TIMESTAMP_NTZ",
        "X": "BOOLEAN",
        '"low"': "INT",
    },
    "U": {"A": "INT NOT NULL", "E": "VARCHAR"},
    "OTHER.T": {"A": "INT", "G": "INT"},
    "CASES": {'"a"': "INT", "A": "INT"},
}
VIEWS: Mapping[str, tuple[str, Mapping[str, str]]] = {"W": ("select a, b + 1 from t", {"P": "INT", "Q": "INT"})}
PROVIDED: Mapping[str, Mapping[str, str]] = {"INFORMATION_SCHEMA.TABLES": {"TABLE_NAME": "VARCHAR"}}

NAMES = StaticNames(TABLES, VIEWS, ("SEQ",), PROVIDED)
SESSION = SessionContext(
    user="U",
    role="R",
    database="DB",
    schema="S",
    variables=(("N", Variable(number(2, 0), 42)), ("TAB", Variable(varchar(1), "t"))),
)
BINDS: Mapping[str, DataType] = {"p1": varchar(), "p2": number(38, 0)}


def context(*, wide: bool = False, names: StaticNames = NAMES) -> TranslationContext:
    """A context in which the tables above are known."""
    return TranslationContext(session=SESSION, names=names, binds=BINDS, wide=wide)


def plan(text: str, *, output: Output = Output.DISPLAY, wide: bool = False, names: StaticNames = NAMES) -> QueryPlan:
    """The plan of a query's text."""
    statement = parse(text)
    assert isinstance(statement, Query)
    return plan_query(statement.fragment, context(wide=wide, names=names), output=output)


def types(text: str) -> list[str]:
    """The types of a query's columns; NOT NULL said where it holds."""
    columns = plan(text).columns
    return [f"{column.type}{'' if column.type.nullable else ' NOT NULL'}" for column in columns]


def headings(text: str) -> list[str]:
    """The headings of a query's columns."""
    return [column.name for column in plan(text).columns]
