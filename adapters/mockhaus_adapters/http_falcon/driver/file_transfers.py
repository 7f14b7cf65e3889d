"""What a driver is told to do for PUT and GET: which files, and the URLs where they go or come from.

The URLs are those of Google Cloud Storage with presigned access: the one kind of storage that every official driver
also uses over plain HTTP and on any host.
"""

from __future__ import annotations

import re
import urllib.parse
from dataclasses import replace

from mockhaus.application.outcome import Direction, FileTransfer
from mockhaus_adapters.http_falcon.transfers import Grant, Purpose, Signer

_SCHEME = len("file://")
_THRESHOLD = 200 * 2**20
_PATTERN = "pattern"
_GO = "Go"
_WILD_CARDS = re.compile(r"[*?]")
_ONE_AFTER_ANOTHER = 1
"""How the files of a pattern go: the Python connector 5 tries each with the URL of the one before, see `SpentUrls`."""


def transfer_data(transfer: FileTransfer, client: str, signer: Signer, base_url: str) -> dict[str, object]:
    """The fields of an answer's `data` that make it a file transfer. `base_url` is where the client reaches us."""
    if transfer.direction is Direction.UPLOAD:
        return _upload(_of_one_file(transfer) if client.startswith(_GO) else transfer, signer, base_url)
    return _download(transfer, signer, base_url)


def _of_one_file(transfer: FileTransfer) -> FileTransfer:
    """The Go driver's question for one file of a pattern.

    It means to put the name that the file will have on the stage in the place of the path's last part, but leaves what
    of that goes before and is a wild card: `part*part1.csv.gz`. Nothing else goes by the URL that this gives.
    """
    name = _WILD_CARDS.split(transfer.local)[-1]
    if transfer.target or not name or "/" in name:
        return transfer
    return replace(transfer, target=name, compresses=False)


def _upload(transfer: FileTransfer, signer: Signer, base_url: str) -> dict[str, object]:
    stage = _stage_info(transfer, base_url, _upload_url(transfer, signer, base_url))
    return {
        **_common(transfer, parallel=transfer.parallel if transfer.target else _ONE_AFTER_ANOTHER),
        "src_locations": [transfer.local[_SCHEME:]],
        "autoCompress": transfer.auto_compress,
        "overwrite": transfer.overwrite,
        "sourceCompression": transfer.source_compression.lower(),
        "encryptionMaterial": None,
        "stageInfo": stage,
        "uploadInfo": stage,
    }


def _upload_url(transfer: FileTransfer, signer: Signer, base_url: str) -> str:
    """The URL of the one file, with which some drivers are content.

    Others, and all where the path is a pattern, run the PUT again for each file, with the name that it will have on
    the stage in the path's place.
    """
    if not transfer.target:
        return signer.url(base_url, Grant(Purpose.PATTERN, transfer.location, _PATTERN))
    path = f"{transfer.path}/{transfer.target}" if transfer.path else transfer.target
    purpose = Purpose.COMPRESSING_UPLOAD if transfer.compresses else Purpose.UPLOAD
    return signer.url(base_url, Grant(purpose, transfer.location, path))


def _download(transfer: FileTransfer, signer: Signer, base_url: str) -> dict[str, object]:
    paths = [path for path, _ in transfer.files]
    return {
        **_common(transfer, parallel=transfer.parallel),
        "src_locations": paths,
        "localLocation": transfer.local[_SCHEME:],
        "presignedUrls": [signer.url(base_url, Grant(Purpose.DOWNLOAD, transfer.location, path)) for path in paths],
        "encryptionMaterial": [],
        "stageInfo": _stage_info(transfer, base_url, None),
    }


def _common(transfer: FileTransfer, *, parallel: int) -> dict[str, object]:
    return {
        "command": transfer.direction.value,
        "operation": "Node",
        "parallel": parallel,
        "threshold": _THRESHOLD,
        "clientShowEncryptionParameter": False,
    }


def _stage_info(transfer: FileTransfer, base_url: str, url: str | None) -> dict[str, object]:
    """Where the files are. There are no credentials: with some, drivers would turn to Google.

    The end point is for drivers whose second question failed: they go on without a URL, and are not to go to Google.
    """
    folder = f"{transfer.path}/" if transfer.path and transfer.direction is Direction.UPLOAD else ""
    return {
        "locationType": "GCS",
        "location": f"{transfer.location}/{folder}",
        "path": folder,
        "region": "us-central1",
        "storageAccount": None,
        "isClientSideEncrypted": False,
        "creds": {},
        "presignedUrl": url,
        "endPoint": urllib.parse.urlsplit(base_url).netloc,
        "useRegionalUrl": False,
        "useVirtualUrl": False,
    }
