"""MP4, QuickTime, WebM and Matroska through FFmpeg's libraries (PyAV).

The container is named, never guessed, because FFmpeg would find an HLS playlist in a file called `.mp4` and go where
it points; and the file is handed over open, with every other address refused.
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Final

import av

from momento_scanner.adapters.outbound.decoder.container_integrity.foreign_files import foreign_content
from momento_scanner.adapters.outbound.decoder.container_integrity.padding import content_damaged
from momento_scanner.adapters.outbound.decoder.description.previews import make_crop, make_views
from momento_scanner.adapters.outbound.decoder.description.video_metadata import read_tags
from momento_scanner.adapters.outbound.decoder.formats.external_references import refuse_other_files
from momento_scanner.adapters.outbound.decoder.formats.media_data import Samples
from momento_scanner.adapters.outbound.decoder.formats.video_frames import SIDEWAYS, Poster, liveliest, posters
from momento_scanner.domain.description.decoded_media import DecodedMedia
from momento_scanner.domain.formats.media_type import MKV, MOV, MP4, WEBM, Container, MediaType
from momento_scanner.domain.rejection import FileRejected, Rejection, RejectionReason

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream
    from av.video.stream import VideoStream

    from momento_scanner.domain.inspection.limits import MediaLimits

_FORMATS: Final = {MP4: "mp4", MOV: "mov", WEBM: "webm", MKV: "matroska"}
_READ_BYTES: Final = 1024 * 1024


def decode_video(file: IO[bytes], media_type: MediaType, limits: MediaLimits) -> DecodedMedia:
    """Reads every packet of every track, and decodes pictures at the start, in the middle and near the end.

    Raises:
        FileRejected: CONTENT_MISMATCH, CONTENT_DAMAGED, a limit of `limits`, or FOREIGN_CONTENT when there is an
            attachment other than a picture, or another file in media data that belong to no track.
    """
    with av.open(
        file,
        mode="r",
        format=_FORMATS[media_type],
        metadata_errors="replace",
        buffer_size=_READ_BYTES,
        io_open=refuse_other_files,
    ) as container:
        limits.check_tracks(len(container.streams))
        if container.streams.attachments:
            # Pictures among them, such as covers, FFmpeg gives as tracks of one picture.
            raise foreign_content()
        stream = _picture_track(container)
        limits.check_video_picture(stream.codec_context.width, stream.codec_context.height)
        samples = Samples()
        seconds = _read_every_packet(container, stream, limits, samples)
        decoded = _described(container, stream, posters(container, stream, seconds), seconds)
    if media_type.container is Container.ISO_BMFF:
        samples.unaccounted(file, 0, os.fstat(file.fileno()).st_size)
    return decoded


def _picture_track(container: InputContainer) -> VideoStream:
    if not container.streams.video:
        raise FileRejected(
            Rejection(
                RejectionReason.CONTENT_MISMATCH,
                "The file has sound but no picture, so it is not a video. Only photos and videos are kept.",
            )
        )
    stream = container.streams.video[0]
    if getattr(stream, "codec_context", None) is None:
        # FFmpeg has no decoder for what the track says it holds.
        raise content_damaged()
    return stream


def _read_every_packet(container: InputContainer, stream: VideoStream, limits: MediaLimits, samples: Samples) -> float:
    end, pictures = 0.0, 0
    for packet in container.demux():
        if packet.is_corrupt:
            raise content_damaged()
        samples.add(packet)
        if packet.stream_index == stream.index and packet.size:
            pictures += 1
            end = max(end, _end_seconds(packet))
            limits.check_duration(end)
    if not pictures:
        raise content_damaged()
    return end - _start_seconds(stream)


def _end_seconds(packet: Packet[Stream]) -> float:
    if packet.pts is None or packet.time_base is None:
        return 0.0
    return float((packet.pts + (packet.duration or 0)) * packet.time_base)


def _start_seconds(stream: VideoStream) -> float:
    return float(stream.start_time * stream.time_base) if stream.start_time and stream.time_base else 0.0


def _described(container: InputContainer, stream: VideoStream, pictures: list[Poster], seconds: float) -> DecodedMedia:
    width, height = stream.codec_context.width, stream.codec_context.height
    best = liveliest(pictures)
    if best.rotation in SIDEWAYS:
        width, height = height, width
    views = make_views(best.pixels)
    found = read_tags({**stream.metadata, **container.metadata})
    return DecodedMedia(
        width=width,
        height=height,
        previews=views.previews,
        thumbhash=views.thumbhash,
        crops=tuple(make_crop(picture.pixels) for picture in pictures),
        miniature=views.miniature,
        duration_seconds=max(seconds, 0.0),
        video_codec=stream.codec_context.codec.canonical_name,
        camera=found.camera,
        position=found.position,
        clues=found.clues,
    )
