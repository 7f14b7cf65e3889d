"""Catalog objects to JSON documents and back: the form in which they lie in their database's file.

Fields that hold their default are left out, and unknown fields are refused: a file written by a newer release is not
half understood.
"""

from __future__ import annotations

import json
import typing

from mockhaus.domain.catalog.objects import (
    CatalogObject,
    Database,
    ExternalTable,
    FileFormat,
    Pipe,
    Schema,
    Sequence,
    Stage,
    Table,
    View,
)
from mockhaus.domain.documents import plain, restore
from mockhaus.domain.errors import ErrorCode, SnowflakeError

_CLASSES: dict[str, type[CatalogObject]] = {
    item.__name__: item for item in (Database, Schema, Table, ExternalTable, View, Sequence, FileFormat, Stage, Pipe)
}


def kind_name(item: CatalogObject) -> str:
    """The name under which an object's document is stored."""
    return type(item).__name__


def encode(item: CatalogObject) -> str:
    """An object as a JSON document."""
    return json.dumps(plain(item), separators=(",", ":"), ensure_ascii=False)


def decode(kind: str, document: str) -> CatalogObject:
    """The object of a document; STORAGE where the document is none of this release's."""
    try:
        found = restore(_CLASSES[kind], json.loads(document))
    except (KeyError, TypeError, ValueError) as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"a catalog entry of kind {kind} cannot be read") from error
    return typing.cast("CatalogObject", found)
