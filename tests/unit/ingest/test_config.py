from __future__ import annotations

import base64
import re
from ipaddress import ip_network
from pathlib import Path

import momento_ingest
import pytest
from momento_chassis.config import ConfigurationError, describe, load
from momento_ingest.config import IngestConfig

README = Path(__file__).parents[3] / "services" / "ingest" / "README.md"
REQUIRED = {name: "x" for name, default, _ in describe(IngestConfig) if default == "required"}
ENVIRON = {**REQUIRED, "MOMENTO_LINK_KEY": base64.b64encode(bytes(64)).decode()}


def test_what_is_required_is_enough() -> None:
    config = load(IngestConfig, ENVIRON)
    assert (config.links.mode, config.listen, config.trusted_proxies) == ("proxy", "127.0.0.1:8443", ())


def test_trusted_proxies_are_networks_separated_by_commas() -> None:
    config = load(IngestConfig, {**ENVIRON, "MOMENTO_TRUSTED_PROXIES": "10.0.0.0/8, ::1/128,"})
    assert config.trusted_proxies == (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MOMENTO_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("MOMENTO_TRUSTED_PROXIES", "everybody"),
        ("MOMENTO_PHOTO_LIMIT_BYTES", "0"),
        ("MOMENTO_VIDEO_LIMIT_BYTES", "2000000001"),
        ("MOMENTO_LINK_MODE", "open"),
        ("MOMENTO_LINK_KEY", base64.b64encode(bytes(32)).decode()),
    ],
)
def test_a_value_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        load(IngestConfig, {**ENVIRON, name: value})


def test_the_limit_of_videos_stays_below_what_the_malware_engine_can_take() -> None:
    assert load(IngestConfig, ENVIRON).limits.video_bytes < 2**31 - 3


def test_the_readme_lists_every_variable_as_the_code_does() -> None:
    empty = {"", "()", "None"}
    rows = [
        f"| `{name}` | {'empty' if default in empty else default} | {meaning} |"
        for name, default, meaning in describe(IngestConfig)
    ]
    listed = [line for line in README.read_text().splitlines() if line.startswith("| `MOMENTO_")]
    assert listed == rows


def test_the_readme_names_every_code_that_the_edge_makes_itself() -> None:
    source = Path(momento_ingest.__file__).parent
    made = {
        code
        for path in source.rglob("*.py")
        for code in re.findall(r'"([A-Z]+(?:_[A-Z]+)+|INTERNAL)"[,)]', path.read_text())
        if not code.startswith(("MOMENTO_", "AWS_"))
    }
    assert {"FILE_TOO_LARGE", "SPOOL_FULL", "INTERNAL"} <= made
    assert not {code for code in made if f"`{code}`" not in README.read_text()}
