"""Variables that have another name now are read under the former one for one release more."""

from __future__ import annotations

from dataclasses import make_dataclass
from typing import TYPE_CHECKING, Any, Final

import pytest
from momento_auth.config import AuthConfig
from momento_chassis.config import ConfigurationError, describe, load, setting
from momento_chassis.former_variables import FORMER, warn_of_former_names
from momento_ingest.config import IngestConfig
from momento_scanner.config import ScannerConfig

if TYPE_CHECKING:
    from pathlib import Path

RENAMED: Final = sorted(FORMER.items())


def one(name: str) -> type[Any]:
    """A configuration of the one variable `name`."""
    return make_dataclass("One", [("value", str, setting(name, "A value"))], frozen=True)


@pytest.mark.parametrize(("former", "present"), RENAMED)
def test_a_former_name_is_read_as_the_present_one(former: str, present: str, tmp_path: Path) -> None:
    (tmp_path / "value").write_text("7\n", encoding="ascii")
    assert load(one(present), {former: "7"}).value == "7"
    assert load(one(present), {f"{former}_FILE": str(tmp_path / "value")}).value == "7"
    assert load(one(present), {present: "8"}).value == "8"


@pytest.mark.parametrize(("former", "present"), RENAMED)
def test_a_variable_that_is_set_under_both_names_is_a_mistake(former: str, present: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{former} and {present} are both set; remove {former}"):
        load(one(present), {former: "7", present: "8"})


def test_former_names_are_warned_of_once_all_together(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_former_names(dict.fromkeys(FORMER, "secret"))
    (record,) = caplog.records
    assert (record.levelname, record.name) == ("WARNING", "momento.configuration")
    assert [f"{former} is {present} now" in record.getMessage() for former, present in RENAMED] == [True] * len(FORMER)
    assert "secret" not in record.getMessage()


def test_present_names_are_not_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_former_names(dict.fromkeys(FORMER.values(), "7"))
    assert caplog.records == []


def test_each_present_name_is_a_variable_of_a_service_and_no_former_one_is() -> None:
    known = {name for config in (AuthConfig, IngestConfig, ScannerConfig) for name, _, _ in describe(config)}
    assert set(FORMER.values()) <= known
    assert known.isdisjoint(FORMER)
