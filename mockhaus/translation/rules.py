"""Rules as data: how a node of the parse tree gets its Snowflake type and its engine form.

The walk (`mockhaus.translation.walk`) visits each node once, children first. For a node it asks for the type rule,
then for the rewrite; both are looked up by node class, or by name for functions that the parser knows only by name.
A node class or function without a rule is refused by name: nothing reaches the engine by default.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlglot import exp

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import Position, SnowflakeError
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import DataType
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.plan import Access, CallArgument


class Walk(Protocol):
    """What a rule may ask of the walk that runs it."""

    context: TranslationContext
    database: str | None
    """Where names of the text in hand are completed from: the session's place, or a view's own."""
    schema: str | None

    @abstractmethod
    def type_of(self, node: exp.Expr | None) -> DataType:
        """The Snowflake type of a visited node; NULL's type for None."""

    @abstractmethod
    def row_of(self, query: exp.Expr) -> tuple[DataType, ...]:
        """The types of the columns of a visited query that stands beside a row."""

    @abstractmethod
    def set_type(self, node: exp.Expr, data_type: DataType) -> exp.Expr:
        """Give a node that a rule made a type; returns the node."""

    @abstractmethod
    def reads(self, kind: ObjectKind, name: QualifiedName, owner: str, access: Access = Access.SELECT) -> None:
        """Say that the statement uses an object."""

    @abstractmethod
    def mark_volatile(self) -> None:
        """Say that the statement may give another result when run again."""

    @abstractmethod
    def needs_statement_value(self, name: str) -> None:
        """Say that the engine SQL names a parameter of `mockhaus.translation.statement_values`."""

    @abstractmethod
    def needs_system_call(self, function: str, arguments: tuple[CallArgument, ...]) -> str:
        """Say that a system function must be called before the query; the parameter for its answer."""

    @abstractmethod
    def needs_metadata(self, function: str, arguments: Mapping[str, str]) -> str:
        """Say that a function of `mockhaus.translation.metadata_calls` must be answered before the plan runs.

        The arguments are engine SQL by parameter. What the answer is called in engine SQL: the name of a relation, or
        of a parameter where it is one value.
        """

    @abstractmethod
    def position(self, node: exp.Expr) -> Position | None:
        """Where the node stands in the text."""

    @abstractmethod
    def source_text(self, node: exp.Expr) -> str:
        """The node as the user wrote it, for error messages; its SQL where the text is not known."""

    @abstractmethod
    def unsupported(self, feature: str, node: exp.Expr) -> SnowflakeError:
        """The refusal of a feature by name, with the node's position."""

    @abstractmethod
    def coerce(self, node: exp.Expr, target: DataType) -> exp.Expr:
        """A visited node as a value of the target's kind, as Snowflake converts operands by itself."""


TypeRule = Callable[[exp.Expr, Sequence[DataType], Walk], DataType]
"""From the node and its operands' types (in argument order, syntax-only arguments left out) to the node's type."""

RewriteRule = Callable[[exp.Expr, Walk], exp.Expr | None]
"""From the node, whose children are engine SQL by now, to its replacement, which is not visited; None keeps it."""


@dataclass(frozen=True, slots=True)
class NodeRule:
    """The rule of a node class. Without a rewrite the engine's generator prints the node as it is."""

    type: TypeRule
    rewrite: RewriteRule | None = None


@dataclass(frozen=True, slots=True)
class FunctionRule:
    """The rule of a function that the parser leaves unnamed (`exp.Anonymous`), with its number of arguments."""

    type: TypeRule
    rewrite: RewriteRule
    minimum: int
    maximum: int | None = None
    """The largest number of arguments; None where it is the smallest, -1 where there is no limit."""


NodeRules = Mapping[type[exp.Expr], NodeRule]
FunctionRules = Mapping[str, FunctionRule]
