"""Objects of the account to JSON documents and back: the form in which the metadata store keeps them."""

from __future__ import annotations

import json
from typing import cast

from mockhaus.domain.account.objects import CLASS_OF, AccountKind, AccountObject
from mockhaus.domain.documents import plain, restore
from mockhaus.domain.errors import ErrorCode, SnowflakeError


def encode(item: AccountObject) -> str:
    """An object as a JSON document."""
    return json.dumps(plain(item), separators=(",", ":"), ensure_ascii=False)


def decode(kind: str, document: str) -> AccountObject:
    """The object of a document; STORAGE where the document is none of this release's."""
    try:
        found = restore(CLASS_OF[AccountKind(kind)], json.loads(document))
    except (KeyError, TypeError, ValueError) as error:
        raise SnowflakeError(ErrorCode.STORAGE, detail=f"an account entry of kind {kind} cannot be read") from error
    return cast("AccountObject", found)
