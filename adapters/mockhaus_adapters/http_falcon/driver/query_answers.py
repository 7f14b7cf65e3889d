"""A statement's answer as drivers read it: metadata, the first rows inline, and where to fetch the rest."""

from __future__ import annotations

import base64
import functools
import time
from typing import Any

import orjson

from mockhaus.application.outcome import Described
from mockhaus.application.submissions import StatementAnswer
from mockhaus.domain.statements import StatementKind
from mockhaus.domain.types import ResultColumn
from mockhaus_adapters.http_falcon.driver import statement_types
from mockhaus_adapters.http_falcon.driver.chunks import ChunkEncoding, ChunkFormat, ChunkUrls
from mockhaus_adapters.http_falcon.driver.clients import takes_arrow
from mockhaus_adapters.http_falcon.driver.envelope import parameters_of, parameters_of_result
from mockhaus_adapters.http_falcon.encoding import arrow, json_rows
from mockhaus_adapters.http_falcon.encoding.row_types import row_types
from mockhaus_adapters.http_falcon.encoding.statistics import dml_statistics

_KEPT = 1_000
_UNDESCRIBED = Described()
_LEAVING_SESSION = frozenset(
    {
        StatementKind.SELECT,
        StatementKind.INSERT,
        StatementKind.UPDATE,
        StatementKind.DELETE,
        StatementKind.MERGE,
    }
)
"""Statements after which a session has the parameters that it had before."""


def answer_data(answer: StatementAnswer, client: str, urls: ChunkUrls) -> dict[str, Any]:
    """The `data` of an answer. Queries are answered as Arrow where the client takes it, everything else as JSON."""
    context = answer.context
    with_arrow = answer.kind is StatementKind.SELECT and takes_arrow(client, context.parameters)
    described = answer.described or _UNDESCRIBED
    leaves_session = answer.kind in _LEAVING_SESSION
    data = {
        "parameters": parameters_of_result(context.parameters) if leaves_session else parameters_of(context.parameters),
        "rowtype": _row_types(answer.result.columns),
        "total": answer.result.row_count,
        "returned": answer.result.row_count,
        "queryId": answer.query_id,
        "databaseProvider": None,
        "finalDatabaseName": context.database,
        "finalSchemaName": context.schema,
        "finalWarehouseName": context.warehouse,
        "finalRoleName": context.role,
        "numberOfBinds": described.bind_count,
        "arrayBindSupported": described.array_bind,
        "statementTypeId": statement_types.number_of(answer.kind),
        "version": 1,
        "sendResultTime": int(time.time() * 1_000),
        "sqlState": None,
    }
    indent = context.parameters.integer("JSON_INDENT")
    data |= _arrow_rows(answer, indent, urls) if with_arrow else _json_rows(answer, indent, urls)
    if described.bind_types:
        data["metaDataOfBinds"] = row_types(tuple(ResultColumn("", item) for item in described.bind_types))
    if statement_types.counts_rows(answer.kind) and answer.described is None:
        data["stats"] = dml_statistics(answer.statistics)
    if answer.children:
        data["resultIds"] = ",".join(child.query_id for child in answer.children)
        data["resultTypes"] = ",".join(str(statement_types.number_of(child.kind)) for child in answer.children)
    return data


@functools.lru_cache(maxsize=_KEPT)
def _row_types(columns: tuple[ResultColumn, ...]) -> orjson.Fragment:
    return orjson.Fragment(orjson.dumps(row_types(columns)))


def _arrow_rows(answer: StatementAnswer, indent: int, urls: ChunkUrls) -> dict[str, Any]:
    result = answer.result
    numbers = range(len(result.parts)) if len(result.parts) > 1 else ()
    layout = arrow.layout_of(result.columns, map(result.arrow, numbers)) if numbers else None
    encoded = arrow.encode_rows(result.columns, result.rows(0), layout, indent=indent)
    data = {"queryResultFormat": "arrow", "rowsetBase64": base64.b64encode(encoded).decode()}
    return data | _chunks(answer, ChunkEncoding(ChunkFormat.ARROW, indent, layout or ()), urls)


def _json_rows(answer: StatementAnswer, indent: int, urls: ChunkUrls) -> dict[str, Any]:
    result = answer.result
    data = {"queryResultFormat": "json", "rowset": json_rows.rows(result.columns, result.rows(0), indent=indent)}
    return data | _chunks(answer, ChunkEncoding(ChunkFormat.JSON, indent), urls)


def _chunks(answer: StatementAnswer, encoding: ChunkEncoding, urls: ChunkUrls) -> dict[str, Any]:
    parts = answer.result.parts
    if len(parts) == 1:
        return {}
    return {
        "chunks": [
            {
                "url": urls.url(answer.query_id, number, encoding),
                "rowCount": part.row_count,
                "uncompressedSize": part.size,
                "compressedSize": part.size,
            }
            for number, part in enumerate(parts)
            if number > 0
        ],
        "chunkHeaders": {},
        "qrmk": None,
    }
