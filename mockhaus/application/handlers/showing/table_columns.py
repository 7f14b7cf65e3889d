"""SHOW COLUMNS."""

from __future__ import annotations

import json
from typing import Any

from mockhaus.application import defaults, information_schema
from mockhaus.application.handlers.showing.listing import chosen, relations_in, result, where
from mockhaus.application.outcome import Outcome
from mockhaus.application.services import StatementRun
from mockhaus.application.visibility import Seen
from mockhaus.domain.catalog.objects import Column
from mockhaus.domain.results import Row
from mockhaus.domain.statements import Show
from mockhaus.domain.types import MAX_PRECISION, DataType, Kind

_NAMES = {Kind.NUMBER: "FIXED", Kind.FLOAT: "REAL", Kind.VARCHAR: "TEXT"}
_BYTES_OF_CHARACTER = 4
_MOST_BYTES = {False: 16_777_216, True: 134_217_728}


def columns(statement: Show, run: StatementRun) -> Outcome:
    """SHOW COLUMNS, by table and place."""
    found = [(seen, column) for seen in relations_in(statement, run) for column in information_schema.columns_of(seen)]
    return result(
        "table_name schema_name column_name data_type null? default kind expression comment database_name "
        "autoincrement schema_evolution_record",
        (_row(seen, column) for seen, column in chosen(statement, found, lambda pair: pair[1].name)),
    )


def _row(seen: Seen, column: Column) -> Row:
    database, schema = where(seen)
    return (
        seen.item.name,
        schema,
        column.name,
        type_json(column.value_type),
        "true" if column.type.nullable else "NOT_NULL",
        defaults.shown(column.default, database, schema) or "",
        "VIRTUAL_COLUMN" if column.expression else "COLUMN",
        column.expression or "",
        column.comment,
        database,
        autoincrement(column),
        column.evolution or None,
    )


def type_json(data_type: DataType) -> str:
    """A type as SHOW COLUMNS prints it."""
    fields: dict[str, Any] = {"type": _NAMES.get(data_type.kind, data_type.kind.value)}
    if data_type.kind is Kind.VARCHAR:
        longest = _MOST_BYTES[data_type.length > _MOST_BYTES[False]]
        octets = min(data_type.length * _BYTES_OF_CHARACTER, longest)
        fields |= {"length": data_type.length, "byteLength": octets, "nullable": data_type.nullable, "fixed": False}
        fields |= {} if data_type.collation is None else {"collation": data_type.collation.specification}
    elif data_type.kind is Kind.BINARY:
        octets = data_type.length
        fields |= {"length": octets, "byteLength": octets, "nullable": data_type.nullable, "fixed": True}
    elif data_type.kind is Kind.NUMBER:
        fields |= {"precision": data_type.precision, "scale": data_type.scale, "nullable": data_type.nullable}
    elif data_type.kind is Kind.DECFLOAT:
        fields |= {"precision": MAX_PRECISION, "nullable": data_type.nullable}
    elif data_type.kind in (Kind.TIME, Kind.TIMESTAMP_NTZ, Kind.TIMESTAMP_LTZ, Kind.TIMESTAMP_TZ):
        fields |= {"precision": 0, "scale": data_type.precision, "nullable": data_type.nullable}
    else:
        fields["nullable"] = data_type.nullable
    return json.dumps(fields, separators=(",", ":"))


def autoincrement(column: Column) -> str:
    """The counter of an identity column as SHOW and DESCRIBE print it; empty where there is none."""
    identity = column.identity
    if identity is None:
        return ""
    order = "ORDER" if identity.ordered else "NOORDER"
    return f"IDENTITY START {identity.start} INCREMENT {identity.increment} {order}"
