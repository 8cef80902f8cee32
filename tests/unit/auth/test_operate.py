from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from momento.auth.v1 import auth_pb2
from momento_auth.operate import main

from tests.fakes.auth.service import PASSWORD, RunningAuth, environment, refusal, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.chassis.certificates import TestAuthority


@pytest.fixture
def environ(authority: TestAuthority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    chosen = environment(authority, tmp_path, MOMENTO_AUTH_REGISTRATION="invited")
    for name, value in chosen.items():
        monkeypatch.setenv(name, value)
    return chosen


def test_the_first_account_of_a_guarded_house_is_made_by_an_invitation_printed_for_the_operator(
    authority: TestAuthority, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["invite"]) == 0
    invitation = capsys.readouterr().out.strip()
    auth = RunningAuth(authority, environ)
    ingest = auth.stub("ingest")
    request = auth_pb2.RegisterAccountRequest(email="ada@example.org", password=PASSWORD, display_name="Ada")
    assert refusal(lambda: ingest.RegisterAccount(request)).reason == "REGISTRATION_CLOSED"
    request.invitation = invitation
    assert ingest.RegisterAccount(request).account.email == "ada@example.org"
    request.email = "bob@example.org"
    assert refusal(lambda: ingest.RegisterAccount(request)).reason == "INVITATION_INVALID"
    auth.stop()


def test_the_link_of_the_set_up_is_printed_until_there_is_an_administrator_and_is_in_no_log(
    authority: TestAuthority, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["set-up"]) == 0
    printed = capsys.readouterr()
    link = printed.out.strip()
    assert link.startswith("https://localhost:8443/register?invitation=")
    auth = RunningAuth(authority, environ)
    request = auth_pb2.RegisterAccountRequest(email="ada@example.org", password=PASSWORD, display_name="Ada")
    request.invitation = link.partition("=")[2]
    assert auth.stub("ingest").RegisterAccount(request).account.role == "administrator"
    auth.stop()
    assert request.invitation not in printed.err + capsys.readouterr().err
    main(["set-up"])
    assert capsys.readouterr().out == ""


def test_an_operator_makes_an_administrator_of_whoever_has_an_account(
    authority: TestAuthority, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    auth = RunningAuth(authority, environ | {"MOMENTO_AUTH_REGISTRATION": "open"})
    signed_in(auth.stub("ingest"), "ada@example.org")
    auth.stop()
    for email, reported in (("nobody@example.org", "nobody has"), ("ADA@example.org", "is an administrator's")):
        assert main(["make-administrator", email]) == 0
        assert reported in capsys.readouterr().out
    main(["set-up"])
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("environ")
def test_the_schema_goes_forward_a_key_is_rotated_and_the_schema_goes_back_at_a_word(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["migrate"]) == 0
    assert "schema" in capsys.readouterr().out
    assert main(["rotate-keys"]) == 0
    assert "signs from" in capsys.readouterr().out
    assert main(["migrate-back", "0001"]) == 0
    assert "0001" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["invite", "--hours", "337"], ["migrate-back", "base"], ["drop"]])
def test_what_it_does_not_know_it_does_not_do(words: list[str]) -> None:
    with pytest.raises(SystemExit):
        main(words)
