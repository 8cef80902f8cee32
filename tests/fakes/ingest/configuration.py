"""The settings of an edge that reaches nobody, with its spool in a folder of the test."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from momento_chassis.config import MeshTls, Secret
from momento_ingest.config import IngestConfig, Limits, Links, Requests, Storage, UploadLimits

if TYPE_CHECKING:
    from pathlib import Path

LINK_KEY: Final = base64.b64encode(bytes(64)).decode()


def edge_config(folder: Path) -> IngestConfig:
    """Settings whose spool is `folder`/spool."""
    nowhere = folder / "none.pem"
    return IngestConfig(
        tls=MeshTls(nowhere, nowhere, nowhere),
        storage=Storage(bucket="media", tenant_role_arn="arn:aws:iam::1:role/r", spool_folder=folder / "spool"),
        limits=Limits(photo_bytes=100, video_bytes=400),
        uploads=UploadLimits(reserve_bytes=0),
        requests=Requests(),
        links=Links(keys=Secret(LINK_KEY)),
        certificate=nowhere,
        key=nowhere,
        auth_address="127.0.0.1:1",
        scanner_address="127.0.0.1:1",
        catalog_address="127.0.0.1:1",
        operations_listen="127.0.0.1:0",
    )
