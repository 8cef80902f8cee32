"""auth and scanner have no way to AWS: no key in environment, open files or folders, and no metadata to ask for one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from momento_local.stack import Stack

SERVICES = ("auth", "scanner")
VARIABLES = re.compile(r"AWS_|BOTO_|S3_|DYNAMODB_|.*METADATA.*|.*(ACCESS|SECRET)_?KEY(_ID)?$")
"""Those that lead to a metadata service or a web identity among them (AWS SDKs and Tools Reference Guide)."""
KEY_ID = re.compile(rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")
MAX_LOOKED_AT = 5_000_000


def processes(stack: Stack, service: str) -> list[psutil.Process]:
    """The service and whatever it has started."""
    pid = stack[service].pid
    assert pid is not None
    main = psutil.Process(pid)
    return [main, *main.children(recursive=True)]


def readable(process: psutil.Process) -> Iterator[Path]:
    """Files that it has open, and where an SDK would look."""
    home = Path(process.environ().get("HOME", "/nonexistent"))
    yield from (Path(opened.path) for opened in process.open_files())
    yield from (home / ".aws" / name for name in ("credentials", "config"))
    yield from (path for path in home.rglob("*") if path.suffix != ".sock")
    yield from (path for path in Path(process.cwd()).iterdir())


def held_in(path: Path) -> bytes | None:
    """The content of a file that is worth a look; a journal of SQLite, say, may be gone before it is read."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size < MAX_LOOKED_AT else None
    except FileNotFoundError:
        return None


def secrets_of_pods(stack: Stack) -> list[bytes]:
    aws = stack.provisioned
    held = (aws.ingest, aws.catalog, stack.aws.root)
    return [text.encode() for it in held for text in (it.access_key_id, it.secret_access_key)]


@pytest.mark.parametrize("service", SERVICES)
def test_the_environment_of_the_running_process_holds_nothing_of_aws(stack: Stack, service: str) -> None:
    for process in processes(stack, service):
        environment = process.environ()
        assert [name for name in environment if VARIABLES.match(name)] == []
        values = "\n".join(environment.values()).encode()
        assert [secret for secret in secrets_of_pods(stack) if secret in values] == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_file_that_it_has_open_or_finds_at_home_holds_a_key(stack: Stack, service: str) -> None:
    for process in processes(stack, service):
        found = {path: content for path in readable(process) if (content := held_in(path)) is not None}
        assert found
        for path, content in found.items():
            assert not KEY_ID.search(content), path
            assert not any(secret in content for secret in secrets_of_pods(stack)), path


@pytest.mark.parametrize("service", SERVICES)
def test_it_has_no_connection_to_aws(stack: Stack, service: str) -> None:
    for process in processes(stack, service):
        # A socket that only listens has an empty tuple for its other end.
        peers = [tuple(connection.raddr) for connection in process.net_connections("inet")]
        assert [peer for peer in peers if stack.settings.ports.aws in peer] == []


@pytest.mark.parametrize("service", ["ingest", "catalog"])
def test_who_has_credentials_does_not_ask_the_machine_for_others(stack: Stack, service: str) -> None:
    for process in processes(stack, service):
        assert process.environ()["AWS_EC2_METADATA_DISABLED"] == "true"
