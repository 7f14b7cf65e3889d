"""CREATE of views, sequences, file formats, stages and warehouses as GET_DDL writes it."""

from __future__ import annotations

import json

from mockhaus.application import format_settings
from mockhaus.application.format_settings import Setting
from mockhaus.application.recreating.pieces import comment, literal, name, words
from mockhaus.domain.account.objects import SIZES, Warehouse
from mockhaus.domain.catalog.objects import Column, FileFormat, Pipe, Sequence, Stage, View
from mockhaus.domain.sessions.definitions import objects

_NEVER = "NONE"
_PLAIN = frozenset({"TYPE", "COMPRESSION", "BINARY_FORMAT"})
"""Settings whose value is a word."""


def view_text(view: View, written: str) -> str:
    """The statement for a view: its columns are listed, and the query is as it was written."""
    kind = words("secure" if view.secure else "", "temporary" if view.temporary else "", "view")
    columns = ",\n".join(f"\t{_view_column(column)}" for column in view.columns)
    said = f" {comment(view.comment)}\n" if view.comment else ""
    return f"create or replace {kind} {written}(\n{columns}\n){said} as{_body(view)};"


def _view_column(column: Column) -> str:
    return words(name(column.name), f"COMMENT {literal(column.comment)}" if column.comment else "")


def _body(view: View) -> str:
    """The query with the blanks and line ends between AS and itself."""
    before = view.text[: view.text.rfind(view.query)]
    return before[len(before.rstrip()) :] + view.query if before[-1:].isspace() else f" {view.query}"


def sequence_text(sequence: Sequence, written: str) -> str:
    """The statement for a sequence, which begins anew."""
    order = "order" if sequence.ordered else "noorder"
    counts = f"start with {sequence.start} increment by {sequence.increment} {order}"
    return f"{words('create or replace sequence', written, counts, comment(sequence.comment))};"


def file_format_text(item: FileFormat, written: str) -> str:
    """The statement for a file format: the settings that are not as those of a CSV format are by themselves."""
    lines = [f"CREATE OR REPLACE {'TEMPORARY ' if item.temporary else ''}FILE FORMAT {written}"]
    lines += [f"\t{setting}" for setting in _settings(item.format_type, dict(item.settings))]
    lines += [f"\t{comment(item.comment)}"] if item.comment else []
    return "\n".join([*lines, ";"])


def _settings(format_type: str, given: dict[str, str]) -> list[str]:
    usual = {setting.name: setting.default for setting in format_settings.settings_of("CSV")}
    values = {"TYPE": format_type, **given}
    return [
        f"{setting.name} = {_value(setting, values.get(setting.name))}"
        for setting in format_settings.settings_of(format_type)
        if format_settings.shown(setting, values) != usual.get(setting.name, setting.default)
    ]


def _value(setting: Setting, value: str | None) -> str:
    if setting.type == "List":
        texts = _listed(value)
        return f"({', '.join(map(literal, texts))})"
    if value is None:
        return setting.default
    if setting.type == "String" and setting.name not in _PLAIN and value.upper() != _NEVER:
        return literal(value)
    return value.upper()


def _listed(value: str | None) -> list[str]:
    if value is None:
        return []
    return list(json.loads(value)) if value.startswith("[") else [value]


def stage_text(stage: Stage, written: str) -> str:
    """The statement for a stage; its files and its credentials are not part of it."""
    kind = "temporary stage" if stage.temporary else "stage"
    return f"{words('create or replace', kind, written, *_stage_options(stage), comment(stage.comment))};"


def _stage_options(stage: Stage) -> list[str]:
    found = format_clause(stage.file_format, dict(stage.format_settings))
    return [
        f"URL = {literal(stage.url)}" if stage.url else "",
        f"ENDPOINT = {literal(stage.endpoint)}" if stage.endpoint else "",
        f"STORAGE_INTEGRATION = {name(stage.integration)}" if stage.integration else "",
        f"ENCRYPTION = ( {' '.join(f'{key} = {literal(value)}' for key, value in stage.encryption)} )"
        if stage.encryption
        else "",
        f"FILE_FORMAT = ( {found} )" if found else "",
        "DIRECTORY = ( ENABLE = true )" if stage.directory_enabled else "",
    ]


def pipe_text(pipe: Pipe, written: str) -> str:
    """The statement for a pipe; whether it is paused is not part of it."""
    ingest = f"auto_ingest={str(pipe.auto_ingest).lower()}"
    return f"{words('create or replace pipe', written, ingest, comment(pipe.comment), 'as', pipe.definition)};"


def format_clause(file_format: str, given: dict[str, str]) -> str:
    """What stands in the parentheses of FILE_FORMAT: the name of a format, or settings."""
    settings = _settings(given.get("TYPE", "CSV").upper(), given) if given else []
    return f"FORMAT_NAME = {literal(file_format)}" if file_format else " ".join(settings)


def warehouse_text(warehouse: Warehouse) -> str:
    """The statement for a warehouse, with every property, whether it was given or not. It begins suspended."""
    options = dict(warehouse.options)
    suspend = "NULL" if warehouse.auto_suspend is None else str(warehouse.auto_suspend)
    properties = [
        ("warehouse_type", literal(warehouse.type)),
        ("warehouse_size", literal(SIZES[warehouse.size])),
        ("max_cluster_count", str(warehouse.max_cluster_count)),
        ("min_cluster_count", str(warehouse.min_cluster_count)),
        ("scaling_policy", warehouse.scaling_policy),
        ("auto_suspend", suspend),
        ("auto_resume", str(warehouse.auto_resume).upper()),
        ("initially_suspended", "TRUE"),
        *([("comment", literal(warehouse.comment))] if warehouse.comment else []),
        ("enable_query_acceleration", str(warehouse.enable_query_acceleration).upper()),
        ("query_acceleration_max_scale_factor", str(warehouse.query_acceleration_max_scale_factor)),
        *((item.name.lower(), options.get(item.name, str(item.default))) for item in objects.WAREHOUSE),
    ]
    lines = [f"    {key}={value}" for key, value in properties]
    return "\n".join([f"create or replace warehouse {name(warehouse.name)}", "with", *lines, ";"])
