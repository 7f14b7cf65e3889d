"""What drivers are told of the files of a PUT."""

from __future__ import annotations

from typing import Any

import falcon
import pytest

from mockhaus.application.outcome import Direction, FileTransfer
from mockhaus_adapters.http_falcon.driver.file_transfers import transfer_data
from mockhaus_adapters.http_falcon.transfers import Grant, Purpose, Signer

_SIGNER = Signer("secret")


def granted(local: str, client: str) -> Grant:
    """What the URL allows that a client gets for a path without a target."""
    transfer = FileTransfer(direction=Direction.UPLOAD, local=local, location="stages/1", path="below")
    data: Any = transfer_data(transfer, client, _SIGNER, "http://here")
    token, name = data["stageInfo"]["presignedUrl"].partition("?")[0].rsplit("/", 2)[1:]
    return _SIGNER.grant(token, name)


@pytest.mark.parametrize("local", ["file:///tmp/part*part1.csv.gz", "file:///tmp/part?part1.csv.gz"])
def test_the_go_driver_asks_for_one_file_of_a_pattern_behind_its_wild_card(local: str) -> None:
    assert granted(local, "Go 1.19.1") == Grant(Purpose.UPLOAD, "stages/1", "below/part1.csv.gz")


@pytest.mark.parametrize(
    ("local", "client"), [("file:///tmp/p*part1.csv", "JDBC 4.3.4"), ("file:///tmp/*", "Go 1.19.1")]
)
def test_the_url_of_a_pattern_is_for_no_file(local: str, client: str) -> None:
    with pytest.raises(falcon.HTTPBadRequest):
        granted(local, client)
