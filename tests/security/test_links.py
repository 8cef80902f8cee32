"""Download links, in both modes: they let their holder read that object for a while, and nothing else.

Previews are no links: their addresses are known to everybody, and lead nowhere without a session, in both modes.
"""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit, urlunsplit

import httpx
import pytest

from tests.media.images import jpeg, png
from tests.media.videos import mp4
from tests.security.conftest import LINK_SECONDS
from tests.security.second_edge import second_edge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from momento_local.stack import Stack

    from tests.e2e.member import Member

MODES = ("proxy", "redirect")
MAX_SECONDS = 900
"""What the bucket policy allows a signature to be old."""


@dataclass(frozen=True)
class Place:
    """An edge in one mode, and who uses it. `reader` is a client without any credentials."""

    mode: str
    member: Member
    stranger: Member
    reader: httpx.Client

    def link(self, upload_id: str, *, of: Member | None = None) -> str:
        answer = (of or self.member).call("GET", f"/media/{upload_id}/download")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["url"])


@pytest.fixture(scope="module", params=MODES)
def place(stack: Stack, new_member: Callable[[], Member], request: pytest.FixtureRequest) -> Iterator[Place]:
    origin = f"https://127.0.0.1:{stack.settings.ports.aws}"
    chosen = {"MOMENTO_LINK_MODE": request.param, "MOMENTO_MEDIA_ORIGIN": origin}
    members = (new_member(), new_member())
    trust = ssl.create_default_context(cafile=str(stack.edge_authority))
    trust.load_verify_locations(cafile=str(stack.aws.endpoint.authority))
    with second_edge(stack, chosen) as edge, httpx.Client(base_url=edge.url, verify=trust) as reader:
        for member in members:
            member.client.base_url = httpx.URL(edge.url)
        yield Place(request.param, *members, reader)


def changed(link: str, at: int) -> str:
    """The link with one character of its path or query replaced."""
    other = "A" if link[at] != "A" else "B"
    return link[:at] + other + link[at:][1:]


def test_the_whole_way_from_upload_to_download(place: Place) -> None:
    content = mp4()
    item = place.member.keep("a.mp4", content, tags="way")
    assert place.member.listed(tag="way") == [item["uploadId"]]
    answer = place.reader.get(place.link(item["uploadId"]))
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["content-disposition"].startswith("attachment;")
    for preview in item["previews"].values():
        assert place.member.client.get(preview).status_code == 200
        assert place.reader.get(preview).status_code == 401


def test_links_lead_where_the_mode_says(stack: Stack, place: Place) -> None:
    link = place.link(place.member.keep("a.png", png(50))["uploadId"])
    led = urlsplit(str(place.reader.build_request("GET", link).url)).port
    assert led == (stack.settings.ports.aws if place.mode == "redirect" else place.reader.base_url.port)


def test_a_link_serves_ranges(place: Place) -> None:
    content = jpeg(70, 70)
    link = place.link(place.member.keep("b.jpg", content)["uploadId"])
    for wanted, part in (("10-19", content[10:20]), ("-7", content[-7:]), ("5-", content[5:])):
        answer = place.reader.get(link, headers={"Range": f"bytes={wanted}"})
        assert (answer.status_code, answer.content) == (206, part)
        assert answer.headers["content-range"].endswith(f"/{len(content)}")


def test_a_range_that_is_not_there_is_refused(place: Place) -> None:
    link = place.link(place.member.keep("c.png", png(51))["uploadId"])
    assert place.reader.get(link, headers={"Range": "bytes=9000000-"}).status_code == 416


def test_an_expired_link_is_refused(place: Place) -> None:
    link = place.link(place.member.keep("d.png", png(52))["uploadId"])
    assert place.reader.get(link).status_code == 200
    time.sleep(LINK_SECONDS + 1)  # only time itself makes a link expire
    assert place.reader.get(link).status_code == 403


def test_a_link_that_was_altered_anywhere_is_refused(place: Place) -> None:
    upload_id = place.member.keep("e.png", png(53))["uploadId"]
    link = place.link(upload_id)
    start = link.index("/links/") + len("/links/") if place.mode == "proxy" else link.index("/user-") + len("/user-")
    places = range(start, len(link), max(1, (len(link) - start) // 40))
    served = [at for at in places if place.reader.get(changed(link, at)).status_code < 400]
    assert served == []
    assert place.reader.get(place.link(upload_id)).status_code == 200


def test_a_link_to_ones_own_item_cannot_be_made_one_to_anothers(place: Place) -> None:
    own = place.stranger.keep("f.png", png(54))["uploadId"]
    foreign = place.member.keep("g.jpg", jpeg(80, 60))["uploadId"]
    mine, theirs = place.link(own, of=place.stranger), place.link(foreign)
    if place.mode == "redirect":
        swapped = [
            mine.replace(own, foreign),
            mine.replace(place.stranger.user_id, place.member.user_id),
            urlunsplit(urlsplit(theirs)._replace(query=urlsplit(mine).query)),
        ]
    else:
        half = len(mine) // 2
        swapped = [mine[:half] + theirs[half:], theirs[:half] + mine[half:]]
    assert [place.reader.get(link).status_code // 100 for link in swapped] == [4] * len(swapped)


def test_nobody_is_given_a_link_to_anothers_item(place: Place) -> None:
    foreign = place.member.keep("h.png", png(55))["uploadId"]
    assert place.stranger.call("GET", f"/media/{foreign}/download").status_code == 404


def test_a_link_is_for_reading_only(place: Place) -> None:
    content = png(56)
    upload_id = place.member.keep("i.png", content)["uploadId"]
    link = place.link(upload_id)
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        assert place.reader.request(method, link, content=b"other").status_code >= 400
    assert place.reader.get(place.link(upload_id)).content == content


def test_a_signature_lasts_minutes_and_pins_name_and_type(place: Place) -> None:
    link = place.link(place.member.keep("j.png", png(57))["uploadId"])
    if place.mode == "redirect":
        signed = parse_qs(urlsplit(link).query)
        assert int(signed["X-Amz-Expires"][0]) == LINK_SECONDS <= MAX_SECONDS
        assert (signed["response-content-type"], "X-Amz-Security-Token" in signed) == (["image/png"], True)
        plain = link.replace("response-content-type=image%2Fpng", "response-content-type=text%2Fhtml")
        assert plain != link
        assert place.reader.get(plain).status_code == 403
    else:
        assert "?" not in link
        assert (
            place.reader.get(link, params={"response-content-type": "text/html"}).headers["content-type"] == "image/png"
        )
