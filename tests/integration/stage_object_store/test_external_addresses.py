"""What the URLs of external stages are read as, and which of them settings allow."""

from __future__ import annotations

from pathlib import Path

import pytest
from obstore.store import AzureStore, GCSStore, S3Store

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.ports.external_stages import ExternalPlace
from mockhaus_adapters.stage_object_store.addresses import Address, ExternalOptions, allowed_address
from mockhaus_adapters.stage_object_store.connecting import connected

ALL = ("s3://", "gcs://", "azure://", "s3compat://", "https://storage.example")


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (ExternalPlace("s3://bucket"), Address("s3", "bucket")),
        (ExternalPlace("s3://bucket/a/b/"), Address("s3", "bucket", "a/b")),
        (ExternalPlace("gcs://bucket/a"), Address("gcs", "bucket", "a")),
        (
            ExternalPlace("azure://shop.blob.core.windows.net/files/a/b"),
            Address("azure", "files", "a/b", "shop"),
        ),
        (
            ExternalPlace("s3compat://bucket/a", "storage.example"),
            Address("s3compat", "bucket", "a", endpoint="https://storage.example"),
        ),
    ],
)
def test_a_url_is_read_as_bucket_and_folder(place: ExternalPlace, address: Address) -> None:
    assert allowed_address(place, ExternalOptions(ALL)) == address


@pytest.mark.parametrize(
    ("allowed", "url"),
    [
        ("s3://bucket/a", "s3://bucket/a"),
        ("s3://bucket/a", "s3://bucket/a/b/"),
        ("s3://bucket/a/", "s3://bucket/a"),
        ("s3://bucket", "s3://bucket/a"),
        ("s3://", "s3://bucket"),
    ],
)
def test_what_is_below_an_allowed_url_is_allowed(allowed: str, url: str) -> None:
    assert allowed_address(ExternalPlace(url), ExternalOptions((allowed,))).bucket == "bucket"


@pytest.mark.parametrize(
    "url", ["s3://bucket/ab", "s3://bucket", "s3://bucket2/a", "gcs://bucket/a", "s3://bucket/a.b/c", "S3://bucket/a"]
)
def test_what_only_begins_alike_is_not_allowed(url: str) -> None:
    with pytest.raises(SnowflakeError) as refusal:
        allowed_address(ExternalPlace(url), ExternalOptions(("s3://bucket/a",)))
    assert refusal.value.error is ErrorCode.STATEMENT_UNSUPPORTED


@pytest.mark.parametrize("url", ["s3://bucket/a/../b", "s3://bucket/./a", "s3://bucket/a//b", "s3://bucket/a\\b"])
def test_a_url_whose_folder_could_lead_astray_is_refused(url: str) -> None:
    with pytest.raises(SnowflakeError) as refusal:
        allowed_address(ExternalPlace(url), ExternalOptions(ALL))
    assert refusal.value.error is ErrorCode.STAGE_PATH


@pytest.mark.parametrize(
    "place",
    [
        ExternalPlace("s3://user@host/a"),
        ExternalPlace("s3:///a"),
        ExternalPlace("s3compat://bucket/a"),
        ExternalPlace("azure://evil.example/files/a"),
        ExternalPlace("gcs://bucket/a", "storage.example"),
        ExternalPlace("s3://bucket/a", "https://storage.example@evil.example"),
        ExternalPlace("s3://bucket/a", "https://storage.example/path?x"),
    ],
)
def test_hosts_and_end_points_are_plain(place: ExternalPlace) -> None:
    with pytest.raises(SnowflakeError) as refusal:
        allowed_address(place, ExternalOptions(ALL))
    assert refusal.value.error is ErrorCode.INVALID_VALUE


@pytest.mark.parametrize("endpoint", ["evil.example", "http://storage.example", "https://storage.example:81"])
def test_an_end_point_must_be_allowed_too(endpoint: str) -> None:
    with pytest.raises(SnowflakeError, match=r"stages\.allowed_urls"):
        allowed_address(ExternalPlace("s3://bucket/a", endpoint), ExternalOptions(ALL))


def test_without_credentials_nothing_is_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "of the machine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the machine")
    s3 = connected(Address("s3", "bucket", "a"), {})
    assert isinstance(s3, S3Store)
    assert s3.config.get("skip_signature")
    azure = connected(Address("azure", "files", "", "shop"), {})
    assert isinstance(azure, AzureStore)
    assert azure.config.get("skip_signature")
    gcs = connected(Address("gcs", "bucket"), {})
    assert isinstance(gcs, GCSStore)
    assert gcs.config.get("skip_signature")


@pytest.mark.parametrize(
    ("scheme", "name"), [("s3", "AWS_ROLE"), ("azure", "AWS_KEY_ID"), ("gcs", "AWS_KEY_ID"), ("file", "AWS_KEY_ID")]
)
def test_credentials_of_another_kind_are_refused(scheme: str, name: str, tmp_path: Path) -> None:
    bucket = str(tmp_path) if scheme == "file" else "bucket"
    with pytest.raises(SnowflakeError, match=name):
        connected(Address(scheme, bucket, account="shop"), {name: "x"})
