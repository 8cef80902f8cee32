from __future__ import annotations

import pytest
from momento_auth.domain.sessions.client import Client


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
        ("somewhere", "somewhere"),
    ],
)
def test_addresses_of_one_place_count_as_one(address: str, network: str) -> None:
    assert Client(address, "").network == network


def test_what_a_client_says_of_itself_is_cut_and_cleaned() -> None:
    client = Client("x" * 1000, "Fire\nfox\x1b[31m" + "y" * 1000)
    assert len(client.address) == 64
    assert len(client.user_agent) == 256
    assert client.user_agent.startswith("Firefox[31m")
