"""What an operator does by hand: `python -m momento_auth.operate WORD`, in the environment of the service.

migrate: brings the database to the schema of this version, as every start of auth does.
rotate-keys: makes the next signing key. Nobody notices: it signs after it has been published for long enough.
set-up: prints a link, good once and for 48 hours, by which the first administrator makes an account; nothing when there
    is an administrator.
invite [--hours HOURS]: prints an invitation, good for one account where registration is not closed.
make-administrator EMAIL: makes the owner of an account an administrator, for example when nobody can sign in as one.
migrate-back REVISION: undoes the migrations after that one, before an older version of auth is started.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from momento_chassis import telemetry
from momento_chassis.clock import SystemClock
from momento_chassis.config import load

from momento_auth.adapters.outbound.sql.accounts import SqlAccounts
from momento_auth.adapters.outbound.sql.database import Database
from momento_auth.adapters.outbound.sql.invitations import SqlInvitations
from momento_auth.adapters.outbound.sql.schema import REVERSIBLE_TO, migrate, migrate_back
from momento_auth.adapters.outbound.system.identifiers import SystemIdentifiers
from momento_auth.application.accounts.invite import Invite, SetUp
from momento_auth.bootstrap import key_ring
from momento_auth.config import AuthConfig
from momento_auth.domain.accounts.account_change import AccountChange
from momento_auth.domain.accounts.email_address import EmailAddress
from momento_auth.domain.accounts.role import Role

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the word says and tells what came of it; 0."""
    parser = argparse.ArgumentParser(
        prog="momento_auth.operate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("migrate")
    words.add_parser("rotate-keys")
    words.add_parser("set-up")
    words.add_parser("make-administrator").add_argument("email")
    words.add_parser("invite").add_argument("--hours", type=int, default=48, choices=range(1, 337), metavar="1..336")
    words.add_parser("migrate-back").add_argument("revision", choices=REVERSIBLE_TO)
    chosen = parser.parse_args(arguments)
    telemetry.configure_command("auth-operate")
    config = load(AuthConfig, os.environ)
    database = Database(config.database_url.reveal())
    try:
        sys.stdout.write(_done(chosen, config, database))
    finally:
        database.close()
    return 0


def _done(chosen: argparse.Namespace, config: AuthConfig, database: Database) -> str:
    if chosen.word == "migrate-back":
        migrate_back(database, chosen.revision)
        return f"the schema is that of revision {chosen.revision}\n"
    migrate(database)
    match chosen.word:
        case "migrate":
            return "the schema is that of this version\n"
        case "set-up":
            return _set_up(config, database)
        case "make-administrator":
            return _make_administrator(chosen.email, database)
        case "invite":
            invite = Invite(SqlInvitations(database), SystemIdentifiers(), SystemClock())
            return f"{invite(timedelta(hours=chosen.hours))}\n"
    return _rotate_keys(config, database)


def _set_up(config: AuthConfig, database: Database) -> str:
    accounts, invitations = SqlAccounts(database), SqlInvitations(database)
    link = SetUp(accounts, invitations, SystemIdentifiers(), config.public_address, SystemClock())()
    return f"{link}\n" if link else ""


def _make_administrator(email: str, database: Database) -> str:
    accounts = SqlAccounts(database)
    account = accounts.find_by_email(EmailAddress(email))
    if account is None:
        return "nobody has an account with that address\n"
    change = AccountChange(role=Role.ADMINISTRATOR, disabled=False)
    accounts.change(account.user_id, change, SystemClock().now())
    return f"account {account.user_id} is an administrator's; it takes effect when its session is renewed\n"


def _rotate_keys(config: AuthConfig, database: Database) -> str:
    key = key_ring(config, database, SystemClock()).rotate()
    return f"key {key.key_id} signs from {(key.created_at + config.keys.schedule.lead).isoformat()}\n"


if __name__ == "__main__":
    sys.exit(main())
