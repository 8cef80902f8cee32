"""Two whole edges, each with its spool on a mount of its own, over one fake of everything else; inside the machine."""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
from momento_chassis.config import describe, load
from momento_ingest.adapters.inbound.http.app import create_app
from momento_ingest.bootstrap import build_edge
from momento_ingest.config import LINK_KEY_BYTES, IngestConfig
from momento_ingest.wiring import RemoteServices

from tests.fakes.ingest.object_store import InMemoryObjectStore
from tests.fakes.ingest.web import FORM, file_part, form
from tests.fakes.ingest.world import ADA, World
from tests.faults.nfs.machine import RESULT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ROUNDS = 10
PIECES = (b"\xff\xd8\xff first", b" second", b" third", b" last")
LENGTH = sum(map(len, PIECES))
TUS = {"Tus-Resumable": "1.0.0"}
LOOK_SECONDS = 0.05
ENDED = {"done", "rejected"}


@dataclass
class Seen:
    """What clients were answered, beside the statuses of every answer."""

    statuses: Counter[str] = field(default_factory=Counter)
    offsets: list[tuple[int, ...]] = field(default_factory=list)
    ends: list[tuple[str, ...]] = field(default_factory=list)
    retried: list[bool] = field(default_factory=list)


class Edge:
    """A client of one edge."""

    def __init__(self, client: httpx.AsyncClient, seen: Seen) -> None:
        self._client = client
        self._seen = seen

    async def ask(
        self, method: str, path: str, content: bytes = b"", headers: Mapping[str, str] = TUS
    ) -> httpx.Response:
        answer = await self._client.request(method, path, content=content, headers=dict(headers))
        self._seen.statuses[f"{method} {answer.status_code}"] += 1
        return answer

    async def begin(self) -> str:
        name = base64.b64encode(b"lake.jpg").decode()
        metadata = {**TUS, "Upload-Length": str(LENGTH), "Upload-Metadata": f"filename {name}"}
        return str((await self.ask("POST", "/api/v1/uploads", headers=metadata)).headers["location"])

    async def offset(self, path: str) -> int:
        return int((await self.ask("HEAD", path)).headers.get("upload-offset", -1))

    async def send(self, path: str, offset: int, piece: bytes) -> int:
        kind = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
        return int((await self.ask("PATCH", path, piece, kind)).headers.get("upload-offset", -1))

    async def state(self, path: str) -> str:
        answer = await self.ask("GET", path)
        return str(answer.json()["state"]) if answer.is_success else str(answer.json()["code"])

    async def until_ended(self, path: str) -> str:
        while (state := await self.state(path)) not in ENDED:  # noqa: ASYNC110  # as a client does
            await asyncio.sleep(LOOK_SECONDS)
        return state

    async def send_whole(self, content: bytes, key: str) -> str:
        body, headers = form(file_part(content=content)), {"Content-Type": FORM, "Idempotency-Key": key}
        answer = await self.ask("POST", "/api/v1/media", body, headers)
        return str(answer.json().get("uploadId"))


async def upload(edges: tuple[Edge, Edge], seen: Seen) -> None:
    """A file in pieces, each to the other edge, while both are asked all the time what has become of it."""
    path, sent = await edges[0].begin(), 0
    watching = [asyncio.create_task(edge.until_ended(path)) for edge in edges]
    for number, piece in enumerate(PIECES):
        accepted = await edges[number % 2].send(path, sent, piece)
        sent += len(piece)
        if sent < LENGTH:
            seen.offsets.append((sent, accepted, *[await edge.offset(path) for edge in edges]))
    # Whichever edge says first that it has ended, the other says so from then on.
    await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
    seen.ends.append(tuple([await edge.state(path) for edge in edges]))
    await asyncio.gather(*watching)


def built(mounts: Iterable[str]) -> list[httpx.AsyncClient]:
    """A client of an edge for each mount; all know the same people, catalog and store."""
    world, store = World(), InMemoryObjectStore()
    headers = {"Authorization": f"Bearer {world.identity.signed_in(ADA)}"}
    around = RemoteServices(
        world.identity,
        world.provider_sign_in,
        world.factors,
        world.administration,
        world.catalog,
        world.albums,
        world.inspector,
        store,
    )
    apps = [create_app(build_edge(config(mount), around)) for mount in mounts]
    transports = [httpx.ASGITransport(app) for app in apps]  # type: ignore[arg-type]
    return [httpx.AsyncClient(transport=it, base_url="https://momento.example", headers=headers) for it in transports]


def config(mount: str) -> IngestConfig:
    required = {name: "none:1" for name, default, _ in describe(IngestConfig) if default == "required"}
    chosen = {
        "MOMENTO_SPOOL_FOLDER": f"{mount}/spool",
        "MOMENTO_SPOOL_RESERVE_BYTES": "0",
        "MOMENTO_LINK_KEY": base64.b64encode(bytes(LINK_KEY_BYTES)).decode(),
    }
    return load(IngestConfig, {**required, **chosen})


async def main() -> None:
    seen = Seen()
    async with AsyncExitStack() as stack:
        one, other = [Edge(await stack.enter_async_context(client), seen) for client in built(sys.argv[1:])]
        for number in range(ROUNDS):
            await upload((one, other) if number % 2 else (other, one), seen)
        for number in range(ROUNDS):
            content, key = b"\xff\xd8\xff %d" % number, f"key-{number}"
            first = await one.send_whole(content, key)
            seen.retried.append(first == await other.send_whole(content, key))
    sys.stdout.write(f"\n{RESULT}{json.dumps(vars(seen))}\n")


if __name__ == "__main__":
    asyncio.run(main())
