from __future__ import annotations

import re
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.s3.content_disposition import content_disposition

SHAPE = re.compile(r"(attachment|inline); filename=\"[ -~]*\"; filename\*=UTF-8''[!#$&+.^_`|~A-Za-z0-9%-]*")


@pytest.mark.parametrize(
    ("name", "plain", "extended"),
    [
        ("IMG_0001.JPG", "IMG_0001.JPG", "IMG_0001.JPG"),
        ("Zürich & Größe.jpg", "Zurich & Gro_e.jpg", "Z%C3%BCrich%20&%20Gr%C3%B6%C3%9Fe.jpg"),
        ('a"b;c\\d/e.jpg', "a_b;c_d_e.jpg", "a%22b%3Bc_d_e.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "a__Set-Cookie_ x.jpg", "a__Set-Cookie%3A%20x.jpg"),
        ("photo\u202egpj.exe", "photo_gpj.exe", "photo_gpj.exe"),
        ("100%.jpg", "100_.jpg", "100%25.jpg"),
    ],
)
def test_a_name_is_given_in_ascii_and_in_utf_8(name: str, plain: str, extended: str) -> None:
    wanted = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{extended}"
    assert content_disposition(name, attachment=True) == wanted


@given(st.text(max_size=60), st.booleans())
def test_no_name_breaks_out_of_its_place(name: str, attachment: bool) -> None:  # noqa: FBT001  # hypothesis names it
    value = content_disposition(name, attachment=attachment)
    assert SHAPE.fullmatch(value)
    message = Message()
    message["Content-Disposition"] = value
    assert message.get_content_disposition() == ("attachment" if attachment else "inline")
