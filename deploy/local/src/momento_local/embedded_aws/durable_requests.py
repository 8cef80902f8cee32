"""Answers a request when what it has changed, and what it has seen changed, is on disk.

A handler of ministack runs to its end without a pause, so that a record is a request and the order of the records is
the order of the changes. A refused condition waits too: what it was refused for must not be undone by a crash.
"""
# ruff: noqa: SLF001  # ministack has no other way in; requirements.lock pins its exact version

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from ministack.core.responses import error_response_json
from ministack.services import cloudformation, dynamodb, iam, s3, sts

from momento_local.embedded_aws.write_ahead_log import NotLogged

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from momento_local.embedded_aws.descriptions import Descriptions
    from momento_local.embedded_aws.multipart import Multipart
    from momento_local.embedded_aws.object_files import ObjectFiles
    from momento_local.embedded_aws.recorder import Recorder

    Answer = tuple[int, dict[str, str], Any]
    Handler = Callable[..., Coroutine[Any, Any, Answer]]

ITEM_WRITES: Final = frozenset(
    {
        "BatchExecuteStatement",
        "BatchWriteItem",
        "DeleteItem",
        "ExecuteStatement",
        "ExecuteTransaction",
        "PutItem",
        "TransactWriteItems",
        "UpdateItem",
    }
)
READING: Final = ("BatchGet", "Describe", "Get", "List", "Query", "Scan", "Search", "TransactGet")
"""How the names of DynamoDB's reading operations begin."""
FULL: Final = "The disk takes no more at present. Try again later."


class DurableRequests:
    """Stands before ministack's handlers."""

    def __init__(
        self, recorder: Recorder, descriptions: Descriptions, files: ObjectFiles, multipart: Multipart
    ) -> None:
        """Answers when the log of `recorder` has what a request changed."""
        self._recorder = recorder
        self._log = recorder.log
        self._descriptions = descriptions
        self._files = files
        self._multipart = multipart

    def install(self) -> None:
        """Puts itself before each handler."""
        dynamodb.handle_request = self._dynamodb(dynamodb.handle_request)
        s3.handle_request = self._s3(s3.handle_request)
        sts.handle_request = self._sts(sts.handle_request)
        for service in (cloudformation, iam):
            service.handle_request = self._administration(service.handle_request)

    def _dynamodb(self, handler: Handler) -> Handler:
        async def handle(method: str, path: str, headers: dict[str, str], *rest: Any) -> Answer:
            action = headers.get("x-amz-target", "").rpartition(".")[2]
            reading = action.startswith(READING)
            if self._log.failure is not None and not reading:
                return _dynamodb_full()
            with self._recorder.request():
                answer = _run(handler(method, path, headers, *rest))
                if not reading and action not in ITEM_WRITES:
                    self._descriptions.record_changed()
            return await self._answer(answer, _dynamodb_full)

        return handle

    def _s3(self, handler: Handler) -> Handler:
        async def handle(
            method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any], **others: Any
        ) -> Answer:
            if method in {"GET", "HEAD", "OPTIONS"}:
                return await handler(method, path, headers, body, query, **others)
            if self._log.failure is not None:
                return _s3_full()
            try:
                return await self._s3_write(
                    _Place.of(path, headers),
                    body if method == "PUT" and not set(query) - {"partNumber", "uploadId", "x-id"} else b"",
                    lambda: handler(method, path, headers, body, query, **others),
                )
            except OSError:
                return _s3_full()

        return handle

    async def _s3_write(self, place: _Place, body: bytes, handler: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        staged = await asyncio.to_thread(self._files.stage, body) if body else None
        before = place.remember()
        self._files.staged, self._files.failure = staged, None
        try:
            with self._recorder.request():
                answer = _run(handler())
                if self._files.failure is not None:
                    raise self._files.failure
                if not place.key:
                    self._descriptions.record_changed()
        except OSError:
            before()
            raise
        finally:
            unused, self._files.staged = self._files.staged, None
            if unused is not None:
                unused.path.unlink(missing_ok=True)
            sync, ended = self._files.take_unsynced(), self._multipart.take_ended()
        await asyncio.to_thread(sync)
        answer = await self._answer(answer, _s3_full)
        _remove(ended)
        return answer

    def _sts(self, handler: Handler) -> Handler:
        async def handle(*arguments: Any) -> Answer:
            answer = await handler(*arguments)
            # Credentials are no data: people go on reading while the disk is full.
            return answer if self._log.failure is not None else await self._answer(answer, _query_full)

        return handle

    def _administration(self, handler: Handler) -> Handler:
        async def handle(*arguments: Any) -> Answer:
            if self._log.failure is not None:
                return _query_full()
            answer = await handler(*arguments)
            self._descriptions.record_changed()
            return await self._answer(answer, _query_full)

        return handle

    async def _answer(self, answer: Answer, refuse: Callable[[], Answer]) -> Answer:
        flushed = self._log.flushed()
        try:
            # Most requests of S3 leave everything in files, and then there is nothing to wait for.
            await asyncio.wrap_future(flushed) if not flushed.done() else flushed.result()
        except NotLogged:
            return refuse()
        return answer


class _Place:
    """Bucket and key that a request to S3 names; the key is empty when it names a bucket."""

    def __init__(self, bucket: str, key: str) -> None:
        self._bucket = bucket
        self.key = key

    @classmethod
    def of(cls, path: str, headers: dict[str, str]) -> _Place:
        return cls(*s3._parse_bucket_key(path, headers))

    def remember(self) -> Callable[[], None]:
        """What puts ministack's memory of this key back: an object that could not be written must not seem there."""
        bucket, index = s3._buckets.get(self._bucket), (self._bucket, self.key)
        if bucket is None or not self.key:
            return lambda: None
        record, versions = bucket["objects"].get(self.key), s3._object_versions.get(index)
        kept = None if versions is None else [dict(version) for version in versions]
        uploads = dict(s3._multipart_uploads._data)

        def restore() -> None:
            _put_back(bucket["objects"], self.key, record)
            _put_back(s3._object_versions, index, kept)
            s3._multipart_uploads._data.update(uploads)

        return restore


def _put_back(store: Any, key: Any, value: Any) -> None:
    if value is None:
        store.pop(key, None)
    else:
        store[key] = value


def _run(coroutine: Coroutine[Any, Any, Answer]) -> Answer:
    """Runs a handler to its end at once."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        answer: Answer = done.value
        return answer
    coroutine.close()
    raise RuntimeError("A handler of ministack paused: its changes could mix with those of others.")


def _remove(paths: list[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _dynamodb_full() -> Answer:
    answer: Answer = error_response_json("InternalServerError", FULL, 500)
    return answer


def _s3_full() -> Answer:
    answer: Answer = s3._error("ServiceUnavailable", FULL, 503)
    return answer


def _query_full() -> Answer:
    text = f"<ErrorResponse><Error><Code>ServiceUnavailable</Code><Message>{FULL}</Message></Error></ErrorResponse>"
    return 503, {"Content-Type": "text/xml"}, text.encode()
