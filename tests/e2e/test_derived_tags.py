"""Nobody typed them: what is to be seen and where it was taken comes through to items and to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.media import images, labelled

if TYPE_CHECKING:
    from tests.e2e.member import Member


def test_what_is_to_be_seen_is_told_with_its_confidence_and_found(member: Member) -> None:
    item = member.keep("IMG_1.png", labelled.path("chelsea.png").read_bytes())
    tags = {tag["name"]: tag for tag in item["tags"]}

    assert tags["cat"]["source"] == "model"
    assert 0.5 < tags["cat"]["confidence"] <= 1
    assert member.listed(tag="cat") == [item["uploadId"]]
    assert member.listed(q="animal") == [item["uploadId"]]


def test_place_time_camera_shape_and_colour_are_told_and_found(member: Member) -> None:
    item = member.keep("a.jpg", images.jpeg_with_gps(taken="2021:07:04 12:30:00"))
    sources = {tag["source"] for tag in item["tags"]}

    assert {"place", "time", "camera", "colour"} <= sources
    assert "confidence" not in next(tag for tag in item["tags"] if tag["name"] == "summer")
    assert member.listed(tag=["germany", "summer"]) == [item["uploadId"]]
    assert member.listed(q="berlin") == [item["uploadId"]]
