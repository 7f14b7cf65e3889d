"""Tables as JSON: what SHOW TABLES, DESCRIBE TABLE and SHOW KEYS tell of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mockhaus.application.manage_objects import Record
from mockhaus.domain.catalog.objects import ConstraintKind, ObjectKind
from mockhaus.domain.identifiers import QualifiedName, qualified, quote
from mockhaus.domain.statements import Describe, Show
from mockhaus_adapters.http_falcon.resource_api import values
from mockhaus_adapters.http_falcon.resource_api.calls import Calls
from mockhaus_adapters.http_falcon.resource_api.values import Document

_KEYS = {"PRIMARY KEYS": ConstraintKind.PRIMARY_KEY, "UNIQUE KEYS": ConstraintKind.UNIQUE}
_AUTOINCREMENT = re.compile(r"(?:AUTOINCREMENT|IDENTITY) START (-?\d+) INCREMENT (-?\d+)(?: (?:NO)?ORDER)?")
_COLLATED = re.compile(r"(.*) COLLATE '(.*)'")
_OUTERMOST = re.compile(r"(?:LINEAR)?\((.*)\)\Z", re.DOTALL)


def shown(row: Record, parameters: Mapping[str, str]) -> Document:
    """A row of SHOW TABLES, with the parameters that the table sets itself where they are known."""
    lifetime = str(row["kind"])
    return {
        "name": values.name(row["name"]),
        "database_name": values.name(row["database_name"]),
        "schema_name": values.name(row["schema_name"]),
        "kind": "PERMANENT" if lifetime == "TABLE" else lifetime,
        "table_type": "NORMAL",
        "cluster_by": _expressions(str(row["cluster_by"] or "")) or None,
        "enable_schema_evolution": values.flag(row["enable_schema_evolution"]),
        "change_tracking": values.flag(row["change_tracking"]),
        "automatic_clustering": values.flag(row["automatic_clustering"]),
        "search_optimization": values.flag(row["search_optimization"]),
        "budget": None,
        **values.picked(row, "created_on", "dropped_on", "owner", "owner_role_type", "comment", "rows", "bytes"),
        **values.picked(row, "search_optimization_progress", "search_optimization_bytes"),
        **values.numbers(parameters, ("data_retention_time_in_days", "max_data_extension_time_in_days")),
        "default_ddl_collation": parameters.get("default_ddl_collation"),
    }


def _expressions(key: str) -> list[str]:
    """The expressions of a clustering key, cut at the commas outside of parentheses and quotes."""
    found = _OUTERMOST.match(key)
    if found is None:
        return []
    pieces, depth, quoted = [""], 0, ""
    for sign in found[1]:
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "'\"":
            quoted = sign
        depth += (sign == "(") - (sign == ")") if not quoted else 0
        if sign == "," and not depth and not quoted:
            pieces.append("")
        else:
            pieces[-1] += sign
    return [piece.strip() for piece in pieces]


def details(calls: Calls, name: QualifiedName) -> Document:
    """The columns and constraints of a table."""
    return {
        "columns": [_column(row) for row in calls.rows(Describe(ObjectKind.TABLE, name))],
        "constraints": [*_keys(calls, name), *_foreign_keys(calls, name)],
    }


def _column(row: Record) -> Document:
    collated = _COLLATED.fullmatch(str(row["type"]))
    default = row["default"]
    counted = _AUTOINCREMENT.fullmatch(str(default))
    return {
        "name": values.name(row["name"]),
        "datatype": collated[1] if collated else row["type"],
        "nullable": values.flag(row["null?"]),
        "collate": collated[2] if collated else None,
        "default": None if counted else default,
        "autoincrement": True if counted else None,
        "autoincrement_start": int(counted[1]) if counted else None,
        "autoincrement_increment": int(counted[2]) if counted else None,
        "constraints": None,
        "comment": row["comment"],
    }


def _keys(calls: Calls, name: QualifiedName) -> Iterable[Document]:
    for plural, kind in _KEYS.items():
        rows = calls.rows(Show(kind=plural, scope_kind="TABLE", scope=name))
        for constraint, columns in _grouped(rows, "constraint_name").items():
            yield _constraint(kind, constraint, (row["column_name"] for row in columns))


def _foreign_keys(calls: Calls, name: QualifiedName) -> Iterable[Document]:
    rows = calls.rows(Show(kind="IMPORTED KEYS", scope_kind="TABLE", scope=name))
    for constraint, columns in _grouped(rows, "fk_name").items():
        first = columns[0]
        referenced = qualified(*(str(first[key]) for key in ("pk_database_name", "pk_schema_name", "pk_table_name")))
        yield {
            **_constraint(ConstraintKind.FOREIGN_KEY, constraint, (row["fk_column_name"] for row in columns)),
            "referenced_table_name": str(referenced),
            "referenced_column_names": [
                quote(str(row["pk_column_name"])) for row in columns if row["pk_column_name"] is not None
            ],
        }


def _constraint(kind: ConstraintKind, constraint: str, columns: Iterable[Any]) -> Document:
    return {
        "name": quote(constraint),
        "constraint_type": kind.value,
        "column_names": [quote(str(column)) for column in columns],
    }


def _grouped(rows: Iterable[Record], key: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(str(row[key]), []).append(row)
    return found
