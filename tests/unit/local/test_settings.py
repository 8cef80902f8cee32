from __future__ import annotations

from typing import TYPE_CHECKING

from momento_local.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_the_operator_s_momento_and_telemetry_settings_are_passed_on_and_aws_ones_never(tmp_path: Path) -> None:
    settings = Settings.from_environ(
        {
            "MOMENTO_HOME": str(tmp_path),
            "MOMENTO_PHOTO_LIMIT_BYTES": "1000",
            "OTEL_SERVICE_NAME": "x",
            "AWS_PROFILE": "production",
            "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
            "PYTHONPATH": "/elsewhere",
        }
    )
    assert settings.chosen == {"MOMENTO_PHOTO_LIMIT_BYTES": "1000", "OTEL_SERVICE_NAME": "x"}


def test_programs_get_a_home_without_the_operator_s_files(tmp_path: Path) -> None:
    environment = Settings(tmp_path).base_environment()
    assert environment["HOME"] == str(tmp_path / "run")
    assert not [name for name in environment if name.startswith("AWS_")]


def test_the_edge_s_certificate_covers_the_public_address(tmp_path: Path) -> None:
    settings = Settings(tmp_path, host="0.0.0.0", chosen={"MOMENTO_PUBLIC_URL": "https://photos.example.org:8443"})  # noqa: S104  # not listened on
    assert settings.edge_url == "https://photos.example.org:8443"
    assert {"localhost", "127.0.0.1", "::1", "photos.example.org"} <= set(settings.edge_hosts)
    assert "0.0.0.0" not in settings.edge_hosts  # noqa: S104  # likewise


def test_a_public_address_without_a_port_is_covered_too(tmp_path: Path) -> None:
    settings = Settings(tmp_path, chosen={"MOMENTO_PUBLIC_URL": "https://photos.example.org/"})
    assert "photos.example.org" in settings.edge_hosts
