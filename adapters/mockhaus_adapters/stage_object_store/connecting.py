"""Connections to object stores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, LocalStore, ObjectStore, S3Store

from mockhaus.domain.errors import ErrorCode, SnowflakeError, unsupported
from mockhaus_adapters.stage_object_store.addresses import Address

_RETRIES: Any = {"max_retries": 2, "retry_timeout": dt.timedelta(seconds=20)}
_CLIENT: Any = {
    "connect_timeout": dt.timedelta(seconds=5),
    "read_timeout": dt.timedelta(seconds=30),
    "timeout": dt.timedelta(hours=1),
}
"""How long to wait for a connection, for the next bytes, and for one whole file."""
_REGION = "us-east-1"
_TYPE, _KEY = "ENCRYPTION_TYPE", "ENCRYPTION_KMS_KEY_ID"
_ENCRYPTIONS = {"AWS_SSE_S3": "AES256", "AWS_SSE_KMS": "aws:kms"}


def connected(address: Address, credentials: Mapping[str, str]) -> ObjectStore:
    """The store of an address; without credentials its files are public. Nothing is sent yet."""
    try:
        if address.scheme == "file":
            _known(credentials, frozenset())
            return LocalStore(Path(address.bucket), mkdir=True)
        if address.scheme == "azure":
            return _azure(address, credentials)
        if address.scheme == "gcs":
            _known(credentials, frozenset())
            return _gcs(address)
        return _s3(address, credentials)
    except (BaseError, OSError) as error:
        detail = "the place of the external stage cannot be used"
        raise SnowflakeError(ErrorCode.STORAGE, detail=detail) from error


def _gcs(address: Address) -> ObjectStore:
    return GCSStore(
        address.bucket,
        prefix=address.folder or None,
        client_options=_CLIENT,
        retry_config=_RETRIES,
        skip_signature=True,
    )


def _s3(address: Address, credentials: Mapping[str, str]) -> ObjectStore:
    _known(credentials, frozenset({"AWS_KEY_ID", "AWS_SECRET_KEY", "AWS_TOKEN", _TYPE, _KEY}))
    config: dict[str, Any] = {"region": _REGION}
    if "AWS_KEY_ID" in credentials:
        config["access_key_id"] = credentials["AWS_KEY_ID"]
        config["secret_access_key"] = credentials.get("AWS_SECRET_KEY", "")
    else:
        config["skip_signature"] = True
    if _TYPE in credentials:
        config["server_side_encryption"] = _ENCRYPTIONS[credentials[_TYPE]]
    if _KEY in credentials:
        config["sse_kms_key_id"] = credentials[_KEY]
    if "AWS_TOKEN" in credentials:
        config["session_token"] = credentials["AWS_TOKEN"]
    if address.endpoint:
        config["endpoint"] = address.endpoint
    options: Any = {**_CLIENT, "allow_http": address.endpoint.startswith("http://")}
    prefix = address.folder or None
    return S3Store(address.bucket, prefix=prefix, client_options=options, retry_config=_RETRIES, **config)


def _azure(address: Address, credentials: Mapping[str, str]) -> ObjectStore:
    _known(credentials, frozenset({"AZURE_SAS_TOKEN"}))
    token = credentials.get("AZURE_SAS_TOKEN")
    config: Any = {"sas_key": token.removeprefix("?")} if token else {"skip_signature": True}
    prefix = address.folder or None
    return AzureStore(
        address.bucket,
        prefix=prefix,
        account_name=address.account,
        client_options=_CLIENT,
        retry_config=_RETRIES,
        **config,
    )


def _known(credentials: Mapping[str, str], names: frozenset[str]) -> None:
    for name in credentials:
        if name not in names:
            raise unsupported(f"{name} among CREDENTIALS")
