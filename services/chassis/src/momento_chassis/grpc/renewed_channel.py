"""Channels that prove themselves with the newest certificate.

gRPC's server asks for its certificates anew at each handshake; its Python client takes them once, for the life of a
channel. So a channel here is a row of channels, one for each generation of certificates: a call goes to the newest, and
calls under way on an older one are left to end.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

import grpc
import grpc.aio

if TYPE_CHECKING:
    from collections.abc import Callable

    from momento_chassis.grpc.certificates import CertificateFiles, Certificates

MAX_CALL_SECONDS: Final = 3600.0
"""The scanner takes no call with a longer deadline, and no other service makes longer ones."""

C = TypeVar("C")


class _Newest(Generic[C]):
    """The channel of the newest certificates."""

    def __init__(self, files: CertificateFiles, make: Callable[[Certificates], C], retire: Callable[[C], None]) -> None:
        self._files = files
        self._make = make
        self._retire = retire
        self._lock = threading.Lock()
        self._certificates = files.current()
        self._channel = make(self._certificates)

    def channel(self) -> C:
        certificates = self._files.current()
        with self._lock:
            if certificates is not self._certificates:
                former, self._channel = self._channel, self._make(certificates)
                self._certificates = certificates
                self._retire(former)
            return self._channel


class _Call(Generic[C]):
    """One method, on whatever channel is the newest when it is called."""

    def __init__(self, newest: _Newest[C], make: Callable[[C], Any]) -> None:
        self._newest = newest
        self._make = make
        self._made: tuple[C, Any] | None = None

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._bound()(*arguments, **options)

    def with_call(self, *arguments: Any, **options: Any) -> Any:
        """See `grpc.UnaryUnaryMultiCallable`."""
        return self._bound().with_call(*arguments, **options)

    def future(self, *arguments: Any, **options: Any) -> Any:
        """See `grpc.UnaryUnaryMultiCallable`."""
        return self._bound().future(*arguments, **options)

    def _bound(self) -> Any:
        channel, made = self._newest.channel(), self._made
        if made is None or made[0] is not channel:
            made = self._made = (channel, self._make(channel))
        return made[1]


class _Methods(Generic[C]):
    """The four kinds of method that generated stubs ask a channel for."""

    _newest: _Newest[C]

    def unary_unary(self, *method: Any, **options: Any) -> Any:
        """See `grpc.Channel`."""
        return self._call("unary_unary", method, options)

    def unary_stream(self, *method: Any, **options: Any) -> Any:
        """See `grpc.Channel`."""
        return self._call("unary_stream", method, options)

    def stream_unary(self, *method: Any, **options: Any) -> Any:
        """See `grpc.Channel`."""
        return self._call("stream_unary", method, options)

    def stream_stream(self, *method: Any, **options: Any) -> Any:
        """See `grpc.Channel`."""
        return self._call("stream_stream", method, options)

    def _call(self, kind: str, method: tuple[Any, ...], options: dict[str, Any]) -> _Call[C]:
        return _Call(self._newest, lambda channel: getattr(channel, kind)(*method, **options))


class RenewedChannel(_Methods[grpc.Channel], grpc.Channel):
    """A blocking channel."""

    def __init__(self, files: CertificateFiles, make: Callable[[Certificates], grpc.Channel]) -> None:
        """`make` opens a channel with the certificates it is given."""
        self._retired: dict[grpc.Channel, threading.Timer] = {}
        self._newest = _Newest(files, make, self._retire)

    def subscribe(
        self,
        callback: Callable[[grpc.ChannelConnectivity], None],
        try_to_connect: bool | None = None,  # noqa: FBT001  # gRPC's own signature
    ) -> None:
        """See `grpc.Channel`; tells of the channel that is the newest now."""
        self._newest.channel().subscribe(callback, try_to_connect=bool(try_to_connect))

    def unsubscribe(self, callback: Callable[[grpc.ChannelConnectivity], None]) -> None:
        """See `grpc.Channel`."""
        self._newest.channel().unsubscribe(callback)

    def close(self) -> None:
        """Ends every channel, and the calls under way on it."""
        newest = self._newest.channel()
        for retired, timer in list(self._retired.items()):
            timer.cancel()
            retired.close()
        self._retired.clear()
        newest.close()

    def _retire(self, channel: grpc.Channel) -> None:
        timer = threading.Timer(MAX_CALL_SECONDS, self._close_retired, (channel,))
        timer.daemon = True
        self._retired[channel] = timer
        timer.start()

    def _close_retired(self, channel: grpc.Channel) -> None:
        self._retired.pop(channel, None)
        channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class RenewedAsyncChannel(_Methods[grpc.aio.Channel], grpc.aio.Channel):
    """An asyncio channel."""

    def __init__(self, files: CertificateFiles, make: Callable[[Certificates], grpc.aio.Channel]) -> None:
        """`make` opens a channel with the certificates it is given."""
        self._retired: dict[grpc.aio.Channel, asyncio.TimerHandle] = {}
        # The event loop itself refers to its tasks weakly (asyncio.create_task).
        self._deletion: set[asyncio.Task[None]] = set()
        self._newest = _Newest(files, make, self._retire)

    async def close(self, grace: float | None = None) -> None:
        """Ends every channel, after `grace` seconds for its calls."""
        newest = self._newest.channel()
        for timer in self._retired.values():
            timer.cancel()
        closing = [it.close(grace) for it in (newest, *self._retired)]
        self._retired.clear()
        await asyncio.gather(*closing, *self._deletion)

    def _retire(self, channel: grpc.aio.Channel) -> None:
        loop = asyncio.get_running_loop()
        self._retired[channel] = loop.call_later(MAX_CALL_SECONDS, self._close_retired, channel)

    def _close_retired(self, channel: grpc.aio.Channel) -> None:
        self._retired.pop(channel, None)
        task = asyncio.get_running_loop().create_task(channel.close(None))
        self._deletion.add(task)
        task.add_done_callback(self._deletion.discard)

    def get_state(self, try_to_connect: bool = False) -> grpc.ChannelConnectivity:  # noqa: FBT001, FBT002  # gRPC's own signature
        """See `grpc.aio.Channel`."""
        return self._newest.channel().get_state(try_to_connect)

    async def wait_for_state_change(self, last_observed_state: grpc.ChannelConnectivity) -> None:
        """See `grpc.aio.Channel`."""
        await self._newest.channel().wait_for_state_change(last_observed_state)

    async def channel_ready(self) -> None:
        """See `grpc.aio.Channel`."""
        await self._newest.channel().channel_ready()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
