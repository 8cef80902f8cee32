from __future__ import annotations

import pytest
from momento_auth.domain.accounts.public_address import PublicAddress


def test_links_lead_to_the_page_and_escape_what_they_carry() -> None:
    address = PublicAddress("https://photos.example.org:8443/")
    assert address.registration("text") == "https://photos.example.org:8443/register?invitation=text"
    assert address.registration("a&b", "ada+1@example.org").endswith("?invitation=a%26b&email=ada%2B1%40example.org")
    assert address.password_reset("text") == "https://photos.example.org:8443/reset-password?reset=text"


@pytest.mark.parametrize(
    "origin", ["", "photos.example.org", "http://photos.example.org", "https://a/b", "https://a?b"]
)
def test_what_is_no_origin_of_https_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        PublicAddress(origin)
