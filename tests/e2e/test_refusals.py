"""What must not get in: refused with a stable code and a sentence, and nothing of it in S3 or DynamoDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from joserfc import jwt
from joserfc.jwk import OKPKey
from momento_scanner.domain.inspection.effort import LONG_FILE_BYTES

from tests.e2e.conftest import PHOTO_LIMIT_BYTES
from tests.media.eicar import EICAR
from tests.media.images import jpeg, png, png_claiming
from tests.media.large import write_large_mp4
from tests.media.videos import box, mp4, playlist

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage

REFUSED: dict[str, tuple[str, Callable[[], bytes], int, str]] = {
    "EICAR as it is": ("eicar.com", lambda: EICAR, 415, "EXTENSION_NOT_ALLOWED"),
    "EICAR named .jpg": ("eicar.jpg", lambda: EICAR, 415, "CONTENT_NOT_RECOGNISED"),
    "EICAR behind a JPEG": ("holiday.jpg", lambda: jpeg() + EICAR, 422, "MALWARE_FOUND"),
    "EICAR inside an MP4": ("film.mp4", lambda: mp4() + box(b"free", EICAR), 422, "MALWARE_FOUND"),
    "text named .jpg": ("notes.jpg", lambda: b"just a few words\n" * 50, 415, "CONTENT_NOT_RECOGNISED"),
    "PNG named .mp4": ("clip.mp4", png, 415, "EXTENSION_MISMATCH"),
    "half a JPEG": ("half.jpg", lambda: (it := jpeg(400, 300))[: len(it) // 2], 422, "CONTENT_DAMAGED"),
    "an empty file": ("empty.jpg", lambda: b"", 400, "FILE_EMPTY"),
    "a pixel flood": ("flood.png", lambda: png_claiming(60_000, 60_000), 422, "IMAGE_TOO_LARGE"),
    "a playlist as a film": ("list.mp4", playlist, 415, "CONTENT_NOT_RECOGNISED"),
    "too large, length declared": ("big.jpg", lambda: jpeg() + bytes(PHOTO_LIMIT_BYTES), 413, "FILE_TOO_LARGE"),
}
BAD_NAMES = {
    "a path": "../../etc/passwd.jpg",
    "a Windows path": "..\\..\\boot.jpg",
    "4 KiB": "a" * 4096 + ".jpg",
    "right-to-left mark": "photo\u202egpj.exe.jpg",
}


@pytest.fixture
def nothing_new(storage: Storage) -> Iterator[None]:
    before = storage.contents()
    yield
    assert storage.contents() == before


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code, after a look at the form of the problem."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"].endswith(".")
    assert " " in body["detail"]
    return answer.status_code, body["code"]


@pytest.mark.usefixtures("nothing_new")
@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_must_not_be_stored_is_refused_and_leaves_no_trace(member: Member, case: str) -> None:
    name, make, status, code = REFUSED[case]
    assert refusal(member.send(name, make())) == (status, code)


@pytest.mark.usefixtures("nothing_new")
def test_malware_at_the_end_of_a_film_that_is_decoded_beside_its_scan_leaves_no_trace(
    member: Member, tmp_path: Path
) -> None:
    film = write_large_mp4(tmp_path / "film.mp4", LONG_FILE_BYTES).read_bytes()

    answer = member.send("film.mp4", film + box(b"free", EICAR))

    assert refusal(answer) == (422, "MALWARE_FOUND")


@pytest.mark.usefixtures("nothing_new")
def test_a_file_too_large_is_refused_also_when_no_length_is_declared(member: Member) -> None:
    def body() -> Iterator[bytes]:
        yield b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="big.jpg"\r\n\r\n'
        yield jpeg()
        for _ in range(PHOTO_LIMIT_BYTES // 65536 + 2):
            yield bytes(65536)
        yield b"\r\n--frontier--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    assert refusal(member.call("POST", "/media", content=body(), headers=headers)) == (413, "FILE_TOO_LARGE")


@pytest.mark.usefixtures("nothing_new")
@pytest.mark.parametrize("case", BAD_NAMES)
def test_a_name_that_is_a_trick_is_refused(member: Member, case: str) -> None:
    assert refusal(member.send(BAD_NAMES[case], jpeg())) == (400, "FILE_NAME_INVALID")


@pytest.mark.usefixtures("nothing_new")
@pytest.mark.parametrize("nul", [b"a\x00.jpg", b"a%00.jpg\x00"])
def test_a_name_with_a_nul_is_refused(member: Member, nul: bytes) -> None:
    head = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="' + nul + b'"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    answer = member.call("POST", "/media", content=head + jpeg() + b"\r\n--frontier--\r\n", headers=headers)
    assert refusal(answer)[0] == 400


@pytest.mark.usefixtures("nothing_new")
def test_an_upload_without_a_token_is_refused(member: Member) -> None:
    answer = member.client.post("/api/v1/media", files={"file": ("a.jpg", jpeg())})
    assert refusal(answer) == (401, "TOKEN_MISSING")


def forged(member: Member, **changed: Any) -> str:
    """The member's token with other claims, signed with a key of our own."""
    header, claims = (
        {"alg": "Ed25519", "typ": "at+jwt", "kid": "forged"},
        {"iss": "momento-auth", "aud": "momento", "sub": member.user_id, "exp": 4_000_000_000, **changed},
    )
    return jwt.encode(header, claims, OKPKey.generate_key("Ed25519"), algorithms=["Ed25519"])


@pytest.mark.usefixtures("nothing_new")
@pytest.mark.parametrize("token", ["nonsense", "a.b.c", ".", "é"])
def test_a_token_that_is_none_is_refused(member: Member, token: str) -> None:
    answer = member.call("GET", "/media", headers={"Authorization": f"Bearer {token}".encode()})
    assert refusal(answer)[0] == 401


@pytest.mark.usefixtures("nothing_new")
def test_a_token_signed_by_somebody_else_is_refused(member: Member) -> None:
    answer = member.call("GET", "/media", headers={"Authorization": f"Bearer {forged(member)}"})
    assert refusal(answer) == (401, "TOKEN_INVALID")


def test_another_users_item_is_as_if_it_were_not_there(new_member: Callable[[], Member]) -> None:
    owner, stranger = new_member(), new_member()
    item = owner.keep("mine.png", png())
    path = f"/media/{item['uploadId']}"
    calls = [
        stranger.call("GET", path),
        stranger.call("GET", f"{path}/download"),
        stranger.call("PATCH", path, json={"title": "stolen"}, headers={"If-Match": item["etag"]}),
    ]
    assert [refusal(answer) for answer in calls] == [(404, "MEDIA_NOT_FOUND")] * 3
    assert stranger.listed() == []
    assert owner.call("GET", path).json()["etag"] == item["etag"]


def test_a_flood_of_json_is_refused(member: Member) -> None:
    answer = member.call("POST", "/session", content=b"[" * 5_000_000, headers={"Content-Type": "application/json"})
    assert refusal(answer) == (413, "BODY_TOO_LARGE")


def test_a_flood_of_headers_is_refused(member: Member) -> None:
    answer = member.call("GET", "/limits", headers={"X-Flood": "a" * 50_000})
    assert refusal(answer) == (431, "HEADERS_TOO_LARGE")
