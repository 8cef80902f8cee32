"""Fault 12: names with `../`, NUL, RTL, NFC and NFD, 4 KiB. Pass mark: key unchanged, headers and logs safe."""

from __future__ import annotations

import json
import string
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.e2e.tus_client import begin
from tests.media.images import png

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from momento_local.stack import Stack

    from tests.e2e.member import Member
    from tests.e2e.storage import Storage
    from tests.faults.aws_faults import AwsFaults

EXTENDED = frozenset(string.ascii_letters + string.digits + "!#$&+-.^_`|~%")
"""`attr-char` of RFC 8187, section 3.2.1, and the percent sign."""
REFUSED = {
    "a path": "../../etc/passwd.png",
    "a path of Windows": "..\\..\\boot.png",
    "an absolute path": "/etc/passwd.png",
    "NUL": "a\x00.png",
    "NUL before another extension": "a.png\x00.exe.png",
    "a line break": "a\r\nSet-Cookie: a=b\r\n.png",
    "an escape sequence": "\x1b[2Ja.png",
    "right-to-left override": "photo\u202egnp.exe.png",
    "right-to-left isolate": "\u2067a\u2069.png",
    "a line separator": "a\u2028b.png",
    "4 KiB": "a" * 4092 + ".png",
    "256 bytes in fewer letters": "é" * 126 + ".png",
    "nothing but dots": "..",
}
TAKEN = {
    "NFD": unicodedata.normalize("NFD", "Größe.png"),
    "quotes and semicolons": 'a"; filename="b.exe"; x=".png',
    "percent signs": "%2e%2e%2fa%00.png",
    "what a shell or a page would take amiss": "$(reboot) <script>alert(1)</script>'.png".replace("/", ""),
    "a formula": "=1+1;{{7*7}}.png",
    "Hebrew": "שלום.png",
    "emoji": "👩‍👩‍👧 🏖.png",
    "255 bytes": "a" * 251 + ".png",
    "a name that Windows keeps for itself": "CON.png",
}


def in_form(member: Member, name: str, content: bytes) -> httpx.Response:
    """One request with the name's bytes as they are, which an HTTP client would have escaped."""
    head = b'--frontier\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=frontier"}
    return member.call("POST", "/media", content=head + content + b"\r\n--frontier--\r\n", headers=headers)


@pytest.fixture
def member(shared: Member) -> Member:
    shared.stay_signed_in()
    return shared


@pytest.fixture(autouse=True)
def logs_stay_safe(stack: Stack) -> Iterator[None]:
    parts = ("ingest", "scanner", "catalog")
    before = {part: stack.home.log(part).stat().st_size for part in parts}
    yield
    for part in parts:
        log = stack.home.log(part).read_bytes()
        written = log[before[part] : log.rfind(b"\n") + 1].decode()  # the next line may be half written
        # One event a line, and nothing in it that a terminal would act upon.
        assert all(isinstance(json.loads(line), dict) for line in written.splitlines())
        assert not [letter for letter in set(written) - {"\n"} if unicodedata.category(letter) in {"Cc", "Cf", "Zl"}]


@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_name_is_refused_in_both_ways_and_reaches_no_key(
    member: Member, aws: AwsFaults, storage: Storage, case: str
) -> None:
    before = storage.contents()
    with aws.watched() as calls:
        answers = [in_form(member, REFUSED[case], png()), begin(member, png(), filename=REFUSED[case])]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert {answer.json()["code"] for answer in answers} <= {"FILE_NAME_INVALID", "FORM_MALFORMED"}
    assert [call for call in calls if call.service == "s3"] == []
    assert storage.contents() == before


@pytest.mark.parametrize("case", TAKEN)
def test_an_odd_name_changes_neither_the_key_nor_a_header(member: Member, storage: Storage, case: str) -> None:
    name = unicodedata.normalize("NFC", TAKEN[case])
    answer = member.send(TAKEN[case], png(100 + list(TAKEN).index(case)))
    assert answer.status_code == 201, answer.text
    assert_shown_safely(member, storage, answer.json(), name)


def assert_shown_safely(member: Member, storage: Storage, item: dict[str, str], name: str) -> None:
    upload = item["uploadId"]
    assert item["fileName"] == name
    assert f"user-{member.user_id}/photos/{upload}.png" in storage.keys(f"user-{member.user_id}/photos/")
    link = member.link(upload)
    disposition = member.client.get(link).headers["content-disposition"]
    assert disposition.isascii()
    assert disposition.startswith('attachment; filename="')
    plain, _, extended = disposition.removeprefix('attachment; filename="').partition("\"; filename*=UTF-8''")
    assert not set(plain) & set('"\\/\r\n%')
    assert set(extended) <= EXTENDED
    assert unquote(extended) == name


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stem=st.text(min_size=1, max_size=300))
def test_any_name_is_either_refused_or_told_safely(member: Member, storage: Storage, stem: str) -> None:
    try:
        name = f"{stem}.png"
        name.encode()
    except UnicodeEncodeError:
        name = "a.png"
    answer = member.send(name, png(90))
    if answer.status_code in {200, 201}:
        # 200: the same bytes under the name that came first.
        assert answer.json()["uploadId"] in member.listed()
        assert_shown_safely(member, storage, answer.json(), answer.json()["fileName"])
    else:
        # A name that is nothing but its ending, as a form reads `\.png`, has no ending.
        refused = {(400, "FILE_NAME_INVALID"), (415, "EXTENSION_NOT_ALLOWED")}
        assert (answer.status_code, answer.json()["code"]) in refused
