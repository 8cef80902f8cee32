"""What `deploy/compose` needs beside the services: an embedded AWS, certificates and secrets.

`python -m momento_local.site` runs in the container `aws`. Operators have AWS, a certificate authority and a store of
secrets of their own; this stands in for the three on one machine. Each service gets a folder that only its container
mounts, so that no service holds another's key. It tells by the file `READY` that everything is there.
"""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from momento_local import secret_keys
from momento_local.certificates import Authority, host_names, service_names
from momento_local.progress import Progress
from momento_local.services import LINK_KEY_BYTES
from momento_local.settings import Settings
from momento_local.stack import Stack

if TYPE_CHECKING:
    from momento_local.embedded_aws.endpoint import Credentials

HOME: Final = Path("/var/lib/momento/aws")
SITE: Final = Path("/site")
REPOSITORY: Final = Path("/opt/momento")
"""Where the image has `deploy/aws`."""
READY: Final = Path("/tmp/ready")  # noqa: S108  # a file system of this container alone
NAME: Final = "aws"
"""Under which the services reach this container."""
SERVICES: Final = ("auth", "ingest", "scanner", "catalog")
DATABASE_URL: Final = "postgresql://momento:{password}@postgres/momento"
PATH_STYLE: Final = "[default]\ns3 =\n    addressing_style = path\n"
"""The bucket goes into the path: nobody resolves `momento-uploads.aws`."""


def main() -> None:
    """Serves until SIGTERM."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    READY.unlink(missing_ok=True)
    chosen = {name: os.environ[name] for name in ("MOMENTO_PUBLIC_URL",) if name in os.environ}
    settings = Settings(HOME, chosen=chosen, repository=REPOSITORY, aws_names=(NAME,))
    with Stack(settings, only=("aws",), restart=True, announce=Progress()) as stack:
        hand_out(stack, SITE)
        READY.touch()
        stopped.wait()


def hand_out(stack: Stack, site: Path) -> None:
    """Puts into the folder of each service below `site` what it may have; the same at every start."""
    certificates, secrets = stack.home.certificates, stack.home.secrets
    mesh, edge = Authority(certificates, "mesh"), Authority(certificates, "edge")
    for service in SERVICES:
        files = mesh.issue(service, service_names(service))
        _copy(files.certificate, site / service / "tls.pem")
        _copy(files.key, site / service / "tls.key")
        _copy(mesh.files.certificate, site / service / "mesh-authority.pem")
    public = edge.issue("edge", host_names([*stack.settings.edge_hosts, "ingest"]))
    _copy(public.certificate, site / "ingest" / "edge.pem")
    _copy(public.key, site / "ingest" / "edge.key")
    _copy_key(secrets, "link-key", site / "ingest", LINK_KEY_BYTES)
    _copy_key(secrets, "page-token-key", site / "catalog")
    _copy_key(secrets, "auth-sealing-key", site / "auth")
    _give_aws(stack, site / "ingest", stack.provisioned.ingest)
    _give_aws(stack, site / "catalog", stack.provisioned.catalog)
    # In hexadecimal digits, which an address need not escape.
    password = secret_keys.kept(secrets, "postgres-password", lambda: os.urandom(24).hex())
    secret_keys.write_private(site / "postgres" / "password", password)
    secret_keys.write_private(site / "auth" / "database-url", DATABASE_URL.format(password=password))


def _give_aws(stack: Stack, folder: Path, credentials: Credentials) -> None:
    """What any AWS SDK reads to find the endpoint and to act there with `credentials`."""
    _copy(stack.aws.endpoint.authority, folder / "aws-authority.pem")
    secret_keys.write_private(folder / "aws-config", PATH_STYLE)
    lines = (
        "[default]",
        f"aws_access_key_id = {credentials.access_key_id}",
        f"aws_secret_access_key = {credentials.secret_access_key}",
    )
    secret_keys.write_private(folder / "aws-credentials", "\n".join([*lines, ""]))


def _copy_key(secrets: Path, name: str, folder: Path, size: int = secret_keys.KEY_BYTES) -> None:
    secret_keys.write_private(folder / name, secret_keys.key(secrets, name, size))


def _copy(source: Path, target: Path) -> None:
    secret_keys.write_private_bytes(target, source.read_bytes())


if __name__ == "__main__":
    main()
