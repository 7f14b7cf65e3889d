"""The fused walk: one post-order pass gives every node of an expression its names, its type and its engine form.

Expressions are walked with an explicit stack, children first; a replacement is never visited again. Queries inside an
expression are handed to `queries`, which calls back for the expressions in them. Everything a rule may ask for is
here; what a node means is in the rule tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlglot import exp

from mockhaus.domain.catalog.objects import ObjectKind
from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError, unsupported
from mockhaus.domain.identifiers import QualifiedName
from mockhaus.domain.types import NULL, VARIANT, DataType
from mockhaus.translation import arithmetic, collated_rows, generators, literals, operators, star_arguments
from mockhaus.translation.calls import enter_call, is_aggregate
from mockhaus.translation.coercion import converted
from mockhaus.translation.columns import columns_of, dynamic_column, resolve_column, stored
from mockhaus.translation.context import TranslationContext
from mockhaus.translation.data_metrics import expanded_metric, is_metric, measured_query
from mockhaus.translation.engine_types import MOMENTS
from mockhaus.translation.functions import NAMED, NODES, collations, decimal_floats, fine_moments, refused, structured
from mockhaus.translation.functions.building import grouped
from mockhaus.translation.headings import Headings
from mockhaus.translation.metadata_calls import metadata_call
from mockhaus.translation.parameters import resolve_parameter, resolve_placeholder
from mockhaus.translation.plan import Access, CallArgument, Moment, ObjectAccess, SystemCall
from mockhaus.translation.precision import Fraction
from mockhaus.translation.reducing import Meaning, reduced
from mockhaus.translation.rules import FunctionRule, NodeRule, NodeRules
from mockhaus.translation.scope import OutputColumn, Scope, ScopeColumn, identifier
from mockhaus.translation.statement_values import call_answer
from mockhaus.translation.trees import copied

RULES: NodeRules = decimal_floats.before({**literals.NODES, **arithmetic.NODES, **operators.NODES, **NODES})

_SYNTAX = frozenset({exp.DataType, exp.Var, exp.JSONPath, exp.Interval, exp.Star})
_PLACES: dict[type[exp.Expr], tuple[type[exp.Expr], ...]] = {
    exp.Star: (exp.Count,),
    exp.Interval: (exp.Add, exp.Sub, exp.WindowSpec),
}
_NAMING = (exp.Dot, exp.Lambda, exp.PropertyEQ)
_NOT_OPERANDS = _SYNTAX | {exp.Order, exp.Tuple, exp.WindowSpec}
_NAMES_AND_SYNTAX = _NOT_OPERANDS | {exp.Identifier}


@dataclass(frozen=True, slots=True)
class Translated:
    """A query in engine SQL and the columns of its result."""

    node: exp.Expr
    columns: tuple[OutputColumn, ...]


@dataclass(slots=True)
class Findings:
    """What a statement was found to read and need, in the order met."""

    accesses: dict[ObjectAccess, None] = field(default_factory=dict)
    provided: dict[str, None] = field(default_factory=dict)
    volatile: bool = False
    statement_values: dict[str, None] = field(default_factory=dict)
    calls: list[SystemCall] = field(default_factory=list)
    tables: dict[tuple[int, int], None] = field(default_factory=dict)


Queries = Callable[["Walker", exp.Expr], Translated]
Leaf = Callable[[exp.Expr], exp.Expr]
Rule = NodeRule | FunctionRule


class Walker:
    """The walk over one statement. Implements `mockhaus.translation.rules.Walk`."""

    def __init__(self, context: TranslationContext, text: str, queries: Queries) -> None:
        self.context = context
        self.headings = Headings(text)
        self.database = context.session.database
        self.schema = context.session.schema
        self.scope = Scope()
        self.findings = Findings()
        self.views: tuple[QualifiedName, ...] = ()
        self.past: Moment | None = None  # when tables are read that say nothing else
        self._queries = queries
        self._types: dict[int, DataType] = {}
        self._rows: dict[int, tuple[DataType, ...]] = {}  # of queries of several columns
        self._origins: dict[int, exp.Expr] = {}  # names as they were written, by what stands for them
        self._kept: list[exp.Expr] = []  # whatever has a type: another node must not come to its identity
        self._lambdas: list[Mapping[str, Meaning]] = []
        self._leaves: dict[type[exp.Expr], Leaf] = {
            exp.Column: self._column,
            exp.Identifier: self._lambda_parameter,
            exp.Parameter: self._parameter,
            exp.Placeholder: self._placeholder,
            exp.DynamicIdentifier: self._dynamic,
            exp.StarMap: self._star_map,
            exp.Prior: self._prior,
            exp.Reduce: self._reduce,
            **dict.fromkeys(generators.BYTES, self._row_counter),
        }

    # -- what rules may ask ----------------------------------------------------------------------------------------

    def type_of(self, node: exp.Expr | None) -> DataType:
        """The type of a visited node; NULL's for None."""
        return NULL if node is None else self._types.get(id(node), NULL)

    def row_of(self, query: exp.Expr) -> tuple[DataType, ...]:
        """The types of the columns of a visited query of several columns."""
        return self._rows.get(id(query), ())

    def set_type(self, node: exp.Expr, data_type: DataType) -> exp.Expr:
        """Give a new node a type."""
        self._types[id(node)] = data_type
        self._kept.append(node)
        return node

    def mark_volatile(self) -> None:
        """Say that a second run may give another result."""
        self.findings.volatile = True

    def needs_statement_value(self, name: str) -> None:
        """Say that the engine SQL names a value that is known only when it runs."""
        self.findings.statement_values[name] = None

    def needs_system_call(self, function: str, arguments: tuple[CallArgument, ...]) -> str:
        """Say that a system function must be called first; the parameter for its answer."""
        calls = self.findings.calls
        calls.append(SystemCall(call_answer(len(calls) + 1), function, arguments))
        return calls[-1].parameter

    def needs_metadata(self, function: str, arguments: Mapping[str, str]) -> str:
        """Say that the core must answer a call before the plan runs; the engine's name for the answer."""
        call = metadata_call(len(self.findings.provided) + 1, function, arguments)
        self.findings.provided[call.provided] = None
        self.mark_volatile()
        return call.relation

    def position(self, node: exp.Expr) -> Position | None:
        """The place of a node, or of the first part of it that has one."""
        start = self._start(node)
        if start is None:
            return None
        before = self.headings.text[:start]
        return Position(before.count("\n") + 1, start - before.rfind("\n") - 1)

    def _start(self, node: exp.Expr) -> int | None:
        if "start" in node.meta:
            return int(node.meta["start"])
        return min((part.meta["start"] for part in self._written(node) if "start" in part.meta), default=None)

    def _written(self, node: exp.Expr) -> Iterator[exp.Expr]:
        """The parts of a node, in the place of names' values the names themselves."""
        for item in node.walk():
            yield from self._origins.get(id(item), item).walk()

    def source_text(self, node: exp.Expr) -> str:
        """The node as written, from its first to its last known character."""
        found = [part.meta for part in self._written(node) if "start" in part.meta]
        if not found:
            return str(node.sql("snowflake", comments=False))
        start, end = min(meta["start"] for meta in found), max(meta["end"] for meta in found) + 1
        text = self.headings.text
        while text.count("(", start, end) > text.count(")", start, end):
            closing = text.find(")", end)
            if closing < 0:
                break
            end = closing + 1
        return text[start:end]

    def unsupported(self, feature: str, node: exp.Expr) -> SnowflakeError:
        """The refusal of a feature by name."""
        return unsupported(feature, self.position(node))

    def refused_function(self, node: exp.Func) -> SnowflakeError:
        """UNKNOWN_FUNCTION for a name that only other systems know; what has no name of its own is a feature."""
        start, end = node.meta.get("start"), node.meta.get("end")
        if start is None or end is None:
            return self.unsupported(node.sql_name(), node)
        name = self.headings.text[start : end + 1].upper()
        if name in refused.FUNCTIONS | refused.TABLE_FUNCTIONS:
            return self.unsupported(name, node)
        return SnowflakeError(ErrorCode.UNKNOWN_FUNCTION, position=self.position(node), name=name)

    def coerce(self, node: exp.Expr, target: DataType) -> exp.Expr:
        """The node as a value of the target's kind, converted as Snowflake does by itself."""
        return converted(node, target, self)

    # -- findings --------------------------------------------------------------------------------------------------

    def reads(self, kind: ObjectKind, name: QualifiedName, owner: str, access: Access = Access.SELECT) -> None:
        """Note that the statement uses an object, unless a view does that with its owner's rights."""
        if not self.views:
            self.findings.accesses[ObjectAccess(kind, name, owner, access)] = None

    # -- queries ---------------------------------------------------------------------------------------------------

    def query(self, node: exp.Expr) -> Translated:
        """A query inside the statement, in the present scope."""
        return self._queries(self, node)

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[Scope]:
        """Work within a scope."""
        outer, self.scope = self.scope, scope
        try:
            yield scope
        finally:
            self.scope = outer

    @contextmanager
    def inside_view(
        self, name: QualifiedName, text: str, database: str | None, schema: str | None, *, past: Moment | None = None
    ) -> Iterator[None]:
        """Work within a view's text, whose names resolve in the view's own place; its tables are read as of `past`."""
        saved = self.headings, self.database, self.schema, self.scope, self.views, self.past
        self.headings, self.database, self.schema = Headings(text), database, schema
        self.scope, self.views, self.past = Scope(), (*self.views, name), past
        try:
            yield
        finally:
            self.headings, self.database, self.schema, self.scope, self.views, self.past = saved

    @contextmanager
    def within_lambda(self, parameters: Mapping[str, Meaning]) -> Iterator[int]:
        """Let names mean parameters of a lambda expression; how many such expressions are around it."""
        kinds = {data_type.kind for _, data_type in parameters.values()}
        if self.context.fraction is Fraction.NANOSECONDS and kinds & MOMENTS:
            raise unsupported("a lambda expression over times or timestamps in nanoseconds")
        self._lambdas.append(parameters)
        try:
            yield len(self._lambdas)
        finally:
            self._lambdas.pop()

    def _meaning(self, name: str) -> Meaning | None:
        """What a name means as the parameter of a lambda expression around it."""
        return next((names[name.upper()] for names in reversed(self._lambdas) if name.upper() in names), None)

    # -- expressions -----------------------------------------------------------------------------------------------

    def expression(self, root: exp.Expr) -> exp.Expr:
        """An expression in engine SQL; it takes the place of the one given in the tree."""
        result = root
        stack: list[tuple[exp.Expr, list[exp.Expr] | None]] = [(root, None)]
        while stack:
            node, children = stack.pop()
            if children is None:
                children = self._enter(node)
                if children:
                    stack.append((node, children))
                    stack.extend((child, None) for child in reversed(children))
                    continue
            parent, key, index = node.parent, node.arg_key, node.index
            new = self._leave(node, children)
            if new is node:
                continue
            self._kept.append(node)
            if node is root:
                result = new
            if parent is not None and key is not None:
                parent.set(key, new, index)
        return result

    def _enter(self, node: exp.Expr) -> list[exp.Expr]:
        kind = node.__class__
        if kind in _SYNTAX or kind in self._leaves or (kind is exp.Dot and is_metric(node)):
            return []
        if kind is exp.Lambda:
            given = {item.name.upper(): identifier(item.name.lower()) for item in node.expressions}
            self._lambdas.append({name: structured.parameter(item, node.parent, self) for name, item in given.items()})
        elif kind is exp.Window or is_aggregate(node):
            enter_call(node, self)
        star_arguments.spread(node, self, self._visible)
        return [] if isinstance(node, exp.Query) else list(node.iter_expressions())

    def _visible(self, star: exp.Expr) -> Sequence[ScopeColumn]:
        return self.scope.visible if isinstance(star, exp.Star) else columns_of(star, self)

    def _star_map(self, node: exp.Expr) -> exp.Expr:
        """`OBJECT_CONSTRUCT(*)`."""
        pairs = [
            exp.PropertyEQ(this=pair.this, expression=pair.expression)
            for pair in star_arguments.arguments(node.this, self, self._visible, keyed=True)
        ]
        value = self.expression(exp.Struct(expressions=pairs))
        return self._resolved(node, (value, self.type_of(value)))

    def _leave(self, node: exp.Expr, children: Sequence[exp.Expr]) -> exp.Expr:
        kind = node.__class__
        if leaf := self._leaves.get(kind):
            return leaf(node)
        if kind in _SYNTAX:
            self._check_place(node)
            return node
        if isinstance(node, exp.Query):
            return self._subquery(node)
        if kind is exp.Dot and is_metric(node):
            return self._metric(node)
        rule = RULES.get(kind) or self._special(node)
        if isinstance(node, exp.Func):
            self._check_operands(node)
        types = self._types
        skipped = _NAMES_AND_SYNTAX if kind in _NAMING else _NOT_OPERANDS
        operands = [types.get(id(child), NULL) for child in children if child.__class__ not in skipped]
        rule = self._suited(node, rule, operands)
        if kind is exp.Window or is_aggregate(node):
            self._check_windows(node)
        data_type = rule.type(node, operands, self)
        types[id(node)] = data_type
        self._kept.append(node)
        new = rule.rewrite(node, self) if rule.rewrite is not None else None
        if kind is exp.Lambda:
            self._lambdas.pop()
        elif is_aggregate(node):
            self.scope.aggregates -= 1
        if new is None or new is node:
            return node
        if any(new is value for value in node.args.values()):
            types[id(new)] = types[id(node)]
        else:
            types.setdefault(id(new), types[id(node)])
        self._kept.append(new)
        return new

    def _suited(self, node: exp.Expr, rule: Rule, operands: Sequence[DataType]) -> Rule:
        """The rule as structured and collated operands have it, and as moments of nanoseconds do."""
        if any(operand.parts is not None for operand in operands):
            rule = structured.rule(node, rule, self)
            if self.context.fraction is Fraction.NANOSECONDS:
                rule = fine_moments.structured_rule(rule)
        elif self.context.fraction is Fraction.NANOSECONDS:
            rule = fine_moments.rule(node, rule)
        if any(operand.collation is not None for operand in operands):
            rule = collations.rule(node, rule, self)
        return rule

    def _check_place(self, node: exp.Expr) -> None:
        """Refuse a star or an interval where it is no value."""
        places = _PLACES.get(node.__class__)
        if places is None:
            return
        alone = not isinstance(node, exp.Star) or not (
            any(node.args.values()) or star_arguments.stands_beside_others(node)
        )
        if not alone or not isinstance(node.parent, places):
            raise self.unsupported(f"{_words(node.__class__.__name__)} in this place", node)

    def _check_windows(self, node: exp.Expr) -> None:
        """Refuse a window function inside a call of rows: the counters of SEQ4 and RANDOM become such functions."""
        for part in node.walk(prune=lambda item: isinstance(item, exp.Query)):
            if part is not node and isinstance(part, exp.Window):
                raise self.unsupported("a counter of rows inside an aggregate or window function", node)

    def _special(self, node: exp.Expr) -> NodeRule | FunctionRule:
        if isinstance(node, exp.Anonymous):
            return self._named_function(node)
        if isinstance(node, exp.Func):
            raise self.refused_function(node)
        raise self.unsupported(_words(node.__class__.__name__), node)

    def _check_operands(self, node: exp.Func) -> None:
        """Refuse a call whose first arguments the parser did not find missing."""
        needed = [node.args.get(key) for key in ("this", "expression") if node.arg_types.get(key)]
        if any(value is None or value is False for value in needed):
            detail = f"not enough arguments for function {node.sql_name()}"
            raise SnowflakeError(ErrorCode.PARSE_FAILED, position=self.position(node), detail=detail)

    def _named_function(self, node: exp.Anonymous) -> FunctionRule:
        name = node.name.upper()
        rule = NAMED.get(name)
        if rule is None:
            raise self._unknown_function(node)
        given = len(node.expressions)
        largest = rule.minimum if rule.maximum is None else rule.maximum
        if given < rule.minimum:
            raise self._argument_count(ErrorCode.ARGUMENT_COUNT_SMALL, node, rule.minimum)
        if 0 <= largest < given:
            raise self._argument_count(ErrorCode.ARGUMENT_COUNT_LARGE, node, largest)
        return rule

    def _unknown_function(self, node: exp.Anonymous) -> SnowflakeError:
        """Functions with the name of a schema before theirs are users' own, of which there are none."""
        name, qualifier = node.name.upper(), node.parent
        if not isinstance(qualifier, exp.Dot) or node.arg_key != "expression":
            return SnowflakeError(ErrorCode.UNKNOWN_FUNCTION, position=self.position(node), name=name)
        full = ".".join([*(stored(part) for part in qualifier.this.find_all(exp.Identifier)), name])
        return SnowflakeError(ErrorCode.UNKNOWN_USER_DEFINED_FUNCTION, position=self.position(node), name=full)

    def _argument_count(self, code: ErrorCode, node: exp.Anonymous, expected: int) -> SnowflakeError:
        return SnowflakeError(
            code,
            position=self.position(node),
            call=self.source_text(node).upper(),
            expected=expected,
            actual=len(node.expressions),
        )

    def _subquery(self, node: exp.Expr) -> exp.Expr:
        if isinstance(node.parent, exp.Exists) and [type(item) for item in node.expressions] == [exp.Star]:
            node.set("expressions", [exp.Literal.number(1)])  # whichever columns there are, only rows count
        translated = self.query(node)
        if _width(node) not in (len(translated.columns), None):
            detail = f"A subquery used in the place of {_width(node)} column(s) has {len(translated.columns)}"
            raise SnowflakeError(ErrorCode.SEMANTIC, position=self.position(node), detail=detail)
        if len(translated.columns) > 0:
            first = translated.columns[0].type.with_nullable(True)
            self._types[id(node)] = first
            self.set_type(translated.node, first)
            self._rows[id(translated.node)] = tuple(column.type for column in translated.columns)
        if isinstance(node.parent, (exp.Exists, exp.Any, exp.All, exp.In)) or isinstance(translated.node, exp.Subquery):
            return translated.node
        wrapped = exp.Subquery(this=translated.node)
        return self.set_type(wrapped, self.type_of(translated.node))

    def _lambda_parameter(self, node: exp.Expr) -> exp.Expr:
        if isinstance(node.parent, exp.Lambda) and node.arg_key == "expressions":
            return self._resolved(node, (identifier(node.name.lower()), VARIANT))
        meaning = self._meaning(node.name)
        if meaning is not None:
            return self._resolved(node, (meaning[0].copy(), meaning[1]))
        if not isinstance(node.parent, _NAMING):
            raise self.unsupported(f"{node.name} in this place", node)
        return node

    def _column(self, node: exp.Expr) -> exp.Expr:
        if self._lambdas and not node.args.get("table") and self._meaning(node.name) is not None:
            return self._lambda_parameter(node.this)
        if isinstance(node.this, exp.Star):
            raise self.unsupported("a qualified star outside the select list and COUNT", node)
        return self._noted(self._resolved(node, resolve_column(node, self)))

    def _noted(self, column: exp.Expr) -> exp.Expr:
        """A column, noted where it stands outside aggregates and clauses that come before groups."""
        if not self.scope.aggregates and not self.scope.clause:
            self.scope.bare.append(column)
        elif self.scope.aggregates:
            column.meta[collated_rows.AGGREGATED] = True
        return column

    def _parameter(self, node: exp.Expr) -> exp.Expr:
        return self._noted(self._resolved(node, resolve_parameter(node, self)))

    def _placeholder(self, node: exp.Expr) -> exp.Expr:
        return self._resolved(node, resolve_placeholder(node, self))

    def _row_counter(self, node: exp.Expr) -> exp.Expr:
        return self._resolved(node, generators.resolve_sequence(node, self))

    def _reduce(self, node: exp.Expr) -> exp.Expr:
        return self._resolved(node, reduced(node, self))

    def _metric(self, node: exp.Expr) -> exp.Expr:
        """A data metric function of a query; what the query gives must be known before."""
        query = measured_query(node, self)
        types = [column.type for column in self.query(copied(query)).columns]
        value = self.expression(expanded_metric(node, query, types, self))
        return self._resolved(node, (value, self.type_of(value)))

    def _prior(self, node: exp.Expr) -> exp.Expr:
        if self.scope.prior is None:
            raise self.unsupported("PRIOR in this place", node)
        with self.inside(self.scope.prior):
            value = self.expression(node.this)
        return self._resolved(node, (grouped(value), self.type_of(value)))

    def _dynamic(self, node: exp.Expr) -> exp.Expr:
        return self._resolved(node, resolve_column(dynamic_column(self.expression(node.this), node, self), self))

    def _resolved(self, node: exp.Expr, resolved: tuple[exp.Expr, DataType]) -> exp.Expr:
        value, data_type = resolved
        self._types[id(node)] = data_type
        self._origins[id(value)] = node
        return self.set_type(value, data_type)


def _width(query: exp.Expr) -> int | None:
    """How many columns a query inside an expression must have: as many as the row beside it; any number in EXISTS."""
    parent = query.parent
    if isinstance(parent, exp.Exists):
        return None
    if isinstance(parent, (exp.Any, exp.All)):
        parent = parent.parent
    elif not isinstance(parent, exp.In):
        return 1
    row = parent.this if parent is not None else None
    return len(row.expressions) if isinstance(row, exp.Tuple) else 1


def _words(name: str) -> str:
    return "".join(f" {letter}" if letter.isupper() else letter for letter in name).strip().upper()
