from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from momento_chassis.config import ConfigurationError, MeshTls, Secret, describe, load, setting
from momento_chassis.parsers import one_of, secret_key, whole_number

KEY = "MTIzNDU2Nzg5MDEyMzQ1Ng=="


@dataclass(frozen=True, slots=True)
class Inner:
    key: Secret = setting("KEY", "A key", parse=secret_key(16))
    mode: str = setting("MODE", "A mode", default="slow", parse=one_of("slow", "fast"))


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    address: str = setting("ADDRESS", "host:port")
    port: int = setting("PORT", "A port", default=80, parse=whole_number(1, 65535))
    folder: Path | None = setting("FOLDER", "A folder", default=None, parse=Path)


def mistakes(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as raised:
        load(Outer, environ)
    return str(raised.value)


def test_variables_become_values_and_defaults_stand_in() -> None:
    config = load(Outer, {"KEY": KEY, "ADDRESS": "here:1", "PORT": "8080", "UNKNOWN": "x"})
    assert config == Outer(Inner(Secret(KEY), "slow"), "here:1", 8080, None)


def test_a_value_may_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="ascii")
    assert load(Outer, {"KEY_FILE": str(tmp_path / "key"), "ADDRESS": "here:1"}).inner.key == Secret(KEY)


def test_a_file_that_cannot_be_read_or_is_named_beside_its_value_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8")
    assert "KEY_FILE names a file that cannot be read: No such file" in mistakes({"KEY_FILE": str(tmp_path / "none")})
    assert "KEY_FILE names a file that cannot be read: it is not text" in mistakes(
        {"KEY_FILE": str(tmp_path / "picture")}
    )
    assert "KEY and KEY_FILE are both set" in mistakes({"KEY_FILE": str(tmp_path / "none"), "KEY": KEY})


def test_all_mistakes_are_named_at_once_also_those_inside() -> None:
    reported = mistakes({"KEY": "short", "MODE": "medium", "PORT": "many"})
    assert "KEY cannot be used (A key): it must be base64 of exactly 16 bytes" in reported
    assert "MODE cannot be used (A mode): say one of: slow, fast" in reported
    assert "PORT cannot be used (A port): say a whole number from 1 to 65535" in reported
    assert "ADDRESS is not set (host:port)" in reported


def test_an_empty_environment_names_exactly_what_is_required() -> None:
    reported = mistakes({})
    assert "KEY is not set" in reported
    assert "ADDRESS is not set" in reported
    assert reported.count(" is not set") == 2


@pytest.mark.parametrize("value", ["hunter2", "not base64!", KEY + KEY, ""])
def test_a_value_that_cannot_be_used_is_not_shown_because_it_may_be_a_secret(value: str) -> None:
    reported = mistakes({"KEY": value, "ADDRESS": "here:1"})
    assert not value or value not in reported


@given(st.text(min_size=8))
def test_a_secret_is_never_printed(value: str) -> None:
    secret = Secret(value)
    for text in (str(secret), repr(secret), f"{secret}", f"{[secret]}", "%s" % secret, repr(Inner(key=secret))):  # noqa: UP031  # logging formats so
        assert value not in text or value in "Inner(key=Secret(***), mode='slow')"
    assert secret.reveal() == value


def test_secrets_are_equal_when_their_values_are() -> None:
    assert Secret("a") == Secret("a")
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert Secret("a") != "a"


def test_a_configuration_cannot_be_changed() -> None:
    config = load(Outer, {"KEY": KEY, "ADDRESS": "here:1"})
    with pytest.raises(FrozenInstanceError):
        config.port = 1  # type: ignore[misc]  # that is the point


def test_every_variable_is_described_with_its_default_and_its_meaning() -> None:
    assert list(describe(Outer)) == [
        ("KEY", "required", "A key"),
        ("MODE", "slow", "A mode"),
        ("ADDRESS", "required", "host:port"),
        ("PORT", "80", "A port"),
        ("FOLDER", "None", "A folder"),
    ]


def test_what_is_described_is_what_is_read() -> None:
    names = {name for name, default, _ in describe(MeshTls) if default == "required"}
    assert load(MeshTls, dict.fromkeys(names, "/tls/file.pem")) == MeshTls(*[Path("/tls/file.pem")] * 3)
