"""What becomes of channels that newer certificates have retired."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import TYPE_CHECKING, Any, cast

from momento_chassis.grpc import renewed_channel
from momento_chassis.grpc.certificates import Certificates
from momento_chassis.grpc.renewed_channel import RenewedAsyncChannel, RenewedChannel

if TYPE_CHECKING:
    import pytest
    from momento_chassis.grpc.certificates import CertificateFiles


class Files:
    """Certificates that a test renews."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self._current = Certificates(b"", b"", b"")

    def current(self) -> Certificates:
        return self._current


class Channel:
    """Says when it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def unary_unary(self, *_: Any, **__: Any) -> Any:
        return lambda: self

    def close(self) -> None:
        self.closed = True


class AsyncChannel(Channel):
    """Is closed as soon as a test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.closing, self.ended = asyncio.Event(), asyncio.Event()
        self.let: weakref.ref[asyncio.Future[None]]

    async def close(self, _: float | None = None) -> None:  # type: ignore[override]  # the same, awaited
        let = asyncio.get_running_loop().create_future()
        # As in gRPC, nothing but the closing itself knows what it waits for.
        self.let = weakref.ref(let)
        self.closing.set()
        await let
        self.ended.set()


class QuickAsyncChannel(Channel):
    async def close(self, _: float | None = None) -> None:  # type: ignore[override]  # the same, awaited
        self.closed = True


def renewed(kind: type[Channel]) -> tuple[Any, Files, list[Channel]]:
    """A renewed channel, its files, and the channels that it has opened."""
    files, opened = Files(), list[Channel]()

    def make(_: Certificates) -> Any:
        opened.append(kind())
        return opened[-1]

    outer: type[Any] = RenewedChannel if kind is Channel else RenewedAsyncChannel
    return outer(cast("CertificateFiles", files), make), files, opened


async def test_the_closing_of_a_retired_channel_is_not_collected_before_it_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(renewed_channel, "MAX_CALL_SECONDS", 0)
    channel, files, opened = renewed(AsyncChannel)
    files.renew()
    channel.unary_unary("/method")()
    retired = cast("AsyncChannel", opened[0])
    await retired.closing.wait()
    gc.collect()
    let = retired.let()
    assert let is not None
    let.set_result(None)
    await retired.ended.wait()
    assert not cast("AsyncChannel", opened[1]).closing.is_set()


async def test_closing_ends_retired_channels_too() -> None:
    channel, files, opened = renewed(QuickAsyncChannel)
    files.renew()
    channel.unary_unary("/method")()
    await channel.close()
    assert [it.closed for it in opened] == [True, True]


def test_closing_a_blocking_channel_ends_retired_ones_too() -> None:
    channel, files, opened = renewed(Channel)
    files.renew()
    channel.unary_unary("/method")()
    channel.close()
    assert [it.closed for it in opened] == [True, True]
