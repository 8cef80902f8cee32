from __future__ import annotations

from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qsl, quote, urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st
from momento_catalog.adapters.outbound.s3.signature_v4 import Credentials, Validity, presigned_get

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REGION = "eu-central-1"
PARAMETERS = st.sampled_from(["response-content-type", "response-content-disposition"])


def signed_by_botocore(address: str, query: dict[str, str], credentials: ReadOnlyCredentials, seconds: int) -> str:
    signer = botocore.auth.S3SigV4QueryAuth(credentials, "s3", REGION, seconds)
    request = AWSRequest("GET", address, params=dict(query))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.auth, "get_current_datetime", lambda **_: NOW)
        signer.add_auth(request)
    return str(request.url)


@given(
    key=st.text(min_size=1, max_size=40),
    query=st.dictionaries(PARAMETERS, st.text(min_size=1)),
    token=st.none() | st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
    seconds=st.integers(1, 900),
)
def test_a_link_is_signed_as_botocore_signs_it(
    key: str, query: dict[str, str], token: str | None, seconds: int
) -> None:
    address = f"https://bucket.s3.eu-central-1.amazonaws.com/{quote(key)}"
    credentials = ReadOnlyCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", token, None)
    ours = urlsplit(presigned_get(address, query, cast("Credentials", credentials), REGION, Validity(NOW, seconds)))
    theirs = urlsplit(signed_by_botocore(address, query, credentials, seconds))
    assert ours._replace(query="") == theirs._replace(query="")
    assert dict(parse_qsl(ours.query)) == dict(parse_qsl(theirs.query))
