"""What operators type on one machine, by a real Docker Compose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.containers.project import Project
from tests.e2e.member import Member
from tests.media.images import jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.timeout(600, func_only=True),  # everything starts twice; each word has its own limit
    pytest.mark.thorough,
]

SERVICES = ("auth", "aws", "catalog", "clamav", "ingest", "postgres", "scanner")
PICTURE = jpeg(comment="before")


@pytest.fixture(scope="module")
def project(version: str) -> Iterator[Project]:
    with Project(version) as running:
        yield running


@pytest.fixture
def member(project: Project) -> Iterator[Member]:
    joined = Member.registered_by(project.client(), "ann@example.org")
    yield joined
    joined.close()


def found_healthy(project: Project) -> Counter[str]:
    running = project.running()
    assert {each["Health"] for each in running} == {"healthy"}
    return Counter(each["Service"] for each in running)


def still_has(project: Project, member: Member, upload_id: str) -> bool:
    """Whether the member, signed in anew, finds and gets what was sent."""
    member.close()
    member.client = project.client()
    member.sign_in()
    return member.listed() == [upload_id] and member.download(upload_id) == PICTURE


def test_a_picture_stays_through_a_restarted_replica_and_through_down_and_up(project: Project, member: Member) -> None:
    assert found_healthy(project) == Counter(SERVICES)
    upload_id = member.keep("tree.jpg", PICTURE)["uploadId"]
    assert still_has(project, member, upload_id)
    project.do("restart", "ingest", "scanner")
    project.up("--scale=scanner=2")
    assert found_healthy(project) == Counter([*SERVICES, "scanner"])
    assert still_has(project, member, upload_id)
    project.do("down")
    assert project.running() == []
    project.up()
    assert still_has(project, member, upload_id)
