"""The embedded AWS as a part of the stack."""

from __future__ import annotations

import json
import secrets
import ssl
import sys
from http.client import HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Final

from momento_local.certificates import Authority, host_names
from momento_local.embedded_aws.endpoint import ACCOUNT, REGION, Credentials, Endpoint
from momento_local.errors import NotReady
from momento_local.part import Launch, Part
from momento_local.secret_keys import kept

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from momento_local.home import Home

PROBE_SECONDS: Final = 3
STAMP: Final = "snapshot.json"
"""The file by which versions before the log knew how old their state was."""
SERVICES: Final = "cloudformation,dynamodb,iam,s3,sts"


class EmbeddedAws:
    """The embedded AWS of one home: its endpoint, its root credentials, and whether all records are there."""

    def __init__(self, home: Home, port: int, names: Sequence[str] = ()) -> None:
        """Makes certificate and credentials unless they are there.

        Under `names`, other containers reach it; without any it listens on this machine alone.
        """
        authority = Authority(home.certificates, "aws")
        self._files = authority.issue("aws", host_names(["localhost", "127.0.0.1", "::1", *names]))
        self._names = tuple(names)
        self._home = home
        self.endpoint = Endpoint(port, authority.files.certificate)
        self.root = root_credentials(home.secrets)

    def part(self, base: Mapping[str, str], settle: Callable[[], None]) -> Part:
        """The part, with the variables `base`; `settle` runs each time it has become ready."""
        folder = self._home.aws
        arguments = (str(self.endpoint.port), str(folder), str(self._files.certificate), str(self._files.key))
        names = [word for name in self._names for word in ("--name", name)]
        command = (sys.executable, "-m", "momento_local.embedded_aws.server", *names, *arguments)
        environment = {**base, **self._settings()}
        return Part(
            "aws",
            lambda: Launch(command, environment),
            self.probe,
            prepare=self._note_earlier_version,
            settle=settle,
            pending=self._pending,
        )

    def probe(self) -> None:
        """Raises NotReady until the endpoint answers."""
        context = ssl.create_default_context(cafile=str(self.endpoint.authority))
        connection = HTTPSConnection("127.0.0.1", self.endpoint.port, timeout=PROBE_SECONDS, context=context)
        try:
            connection.request("GET", "/_ministack/ready")
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise NotReady(f"no answer on port {self.endpoint.port} ({error})") from error
        finally:
            connection.close()
        if status != 200:  # noqa: PLR2004  # HTTP's OK
            raise NotReady(f"answers with status {status}")

    @property
    def unchecked(self) -> bool:
        """Whether records may be missing: a version before the log lost some, without a word, when it crashed."""
        return self._unchecked.exists()

    def checked(self) -> None:
        """Notes that every object in S3 has its record: what was recorded again is in the log already."""
        self._unchecked.unlink(missing_ok=True)

    @property
    def _unchecked(self) -> Path:
        return self._home.aws / "records-unchecked"

    def _note_earlier_version(self) -> None:
        if (self._home.aws / STAMP).exists():
            self._unchecked.touch(0o600)

    def _pending(self) -> str | None:
        return "compares the records of an earlier version with the objects in S3" if self.unchecked else None

    def _settings(self) -> dict[str, str]:
        """Ministack's own settings; its root credentials stand where an SDK would look for the caller's."""
        return {
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": self.root.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.root.secret_access_key,
            "BIND_HOST": "127.0.0.1",
            "DOCKER_HOST": "unix:///nonexistent",
            "GATEWAY_PORT": str(self.endpoint.port),
            "IOT_MTLS_ENABLED": "0",
            "LOG_LEVEL": "WARNING",
            "MINISTACK_ACCOUNT_ID": ACCOUNT,
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "0",
            "S3_DATA_DIR": str(self._home.aws / "s3"),
            "S3_PERSIST": "1",
            "SERVICES": SERVICES,
            "SFTP_ENABLED": "0",
            "STATE_DIR": str(self._home.aws / "ministack"),
        }


def root_credentials(folder: Path) -> Credentials:
    """Credentials that may do everything in the embedded AWS; random, known to the launcher only.

    The access key id is as long and as secret as the secret itself, see `door`.
    """
    text = kept(folder, "aws-root.json", lambda: json.dumps([_access_key_id(), secrets.token_urlsafe(30)]))
    return Credentials(*json.loads(text))


def _access_key_id() -> str:
    return "AKIA" + "".join(secrets.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") for _ in range(48))
