"""Clients that we did not write send a long film through a network that cuts their connections."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from momento_local import web
from momento_local.ports import Ports
from momento_local.settings import Settings
from momento_local.stack import Stack
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from tests.e2e.cutting_proxy import CuttingProxy
from tests.e2e.member import Member
from tests.e2e.tus_client import ended
from tests.media.large import write_large_mp4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.thorough

TUS_JS = Path(__file__).parent / "tus_js"
FILM_BYTES = 1_500_000_000
CHUNK_BYTES = 8 * 1024 * 1024
CUTS = 20
TIMEOUT_SECONDS = 900


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with Stack(Settings(tmp_path_factory.mktemp("clients"), Ports.free())) as running:
        yield running


def tuspy(stack: Stack, member: Member, endpoint: str, film: Path) -> str:
    """The address of the upload that `tuspy` made; it leaves trying again to its user."""
    os.environ["REQUESTS_CA_BUNDLE"] = str(stack.edge_authority)
    uploader: Any = TusClient(endpoint, headers={"Authorization": f"Bearer {member.token}"}).uploader(
        str(film), chunk_size=CHUNK_BYTES, metadata={"filename": film.name}
    )
    while uploader.offset < film.stat().st_size:
        try:
            uploader.upload_chunk()
        except (TusCommunicationError, OSError):
            with suppress(TusCommunicationError, OSError):
                uploader.offset = uploader.get_offset() if uploader.url else 0
    return str(uploader.url)


def tus_js_client(stack: Stack, member: Member, endpoint: str, film: Path) -> str:
    """The address of the upload that `tus-js-client` made in Node."""
    assert web.install(TUS_JS) == 0
    done = subprocess.run(  # noqa: S603  # our own Node
        [str(web.NODE / "bin" / "node"), str(TUS_JS / "upload.mjs"), endpoint, str(film), str(CHUNK_BYTES)],
        env={**os.environ, "NODE_EXTRA_CA_CERTS": str(stack.edge_authority), "MOMENTO_TOKEN": member.token},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("send", [tuspy, tus_js_client])
def test_a_film_of_one_and_a_half_gigabytes_arrives_through_twenty_cuts_with_less_than_one_chunk_sent_twice(
    stack: Stack,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    send: Callable[[Stack, Member, str, Path], str],
) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    member = Member.registered(stack, f"{send.__name__.replace('_', '.')}@example.org")
    film = write_large_mp4(tmp_path / "film.mp4", FILM_BYTES)
    network = CuttingProxy(stack.settings.ports.edge, lambda: _somewhere() if network.cuts < CUTS else None)
    with network:
        where = send(stack, member, f"https://localhost:{network.port}/api/v1/uploads", film)
    upload = f"/uploads/{where.rpartition('/')[2]}"
    with film.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    assert ended(member, upload, TIMEOUT_SECONDS)["media"]["sha256"] == sha256
    assert network.cuts == CUTS
    twice = network.sent - film.stat().st_size
    print(f"{send.__name__}: {twice / 1e6:.1f} MB more than the film in {CUTS} cuts, TLS and headers counted")  # noqa: T201  # the figure is worth a line
    assert twice < CHUNK_BYTES


def _somewhere() -> int:
    """Bytes that a connection may send: a cut falls into one of its first pieces, anywhere."""
    return random.randrange(1, 4 * CHUNK_BYTES)  # noqa: S311  # where to cut is no secret
