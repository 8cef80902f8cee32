"""A PostgreSQL server that lives as long as the tests, from Debian's package; it hears a Unix socket only."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAMS = Path("/usr/lib/postgresql")
_UNPRIVILEGED = "postgres"
"""PostgreSQL refuses to run as root, so root runs it as the package's own user."""
_ROLE = "momento"


def _programs() -> Path:
    found = sorted(_PROGRAMS.glob("*/bin/initdb"))
    assert found, "Install PostgreSQL (apt-get install postgresql), or run the tests by `./momento test`, which does."
    return found[-1].parent


def _owner() -> pwd.struct_passwd:
    return pwd.getpwnam(_UNPRIVILEGED) if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


@dataclass
class PostgresqlServer:
    """A cluster in a folder of its own; its data need not survive a power cut, so nothing waits for the disk."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    def started(cls) -> Self:
        """Makes a cluster and starts it; the path is short, because a socket's name has to be."""
        server, owner = cls(Path(tempfile.mkdtemp(prefix="momento-pg-"))), _owner()
        os.chown(server.folder, owner.pw_uid, owner.pw_gid)
        server._run("initdb", "-D", "data", "-U", _ROLE, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=120"
        options = f"{settings} -k {server.folder}"
        server._run("pg_ctl", "start", "-w", "-s", "-D", "data", "-l", "log", "-o", options)
        return server

    def stop(self) -> None:
        """Ends the server and removes everything."""
        self._run("pg_ctl", "stop", "-w", "-s", "-D", "data", "-m", "immediate")
        shutil.rmtree(self.folder)

    def restart(self) -> None:
        """Ends every connection, as a failing server would, and starts again."""
        self._run("pg_ctl", "restart", "-w", "-s", "-D", "data", "-l", "log", "-m", "immediate")

    def new_database(self, template: str = "template1") -> str:
        """The SQLAlchemy URL of a new database that is a copy of `template`."""
        name = f"momento_{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user=_ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(
                psycopg.sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    psycopg.sql.Identifier(name), psycopg.sql.Identifier(template)
                )
            )
        return f"postgresql://{_ROLE}@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        owner = _owner()
        subprocess.run(  # noqa: S603  # PostgreSQL's own programs
            [_programs() / program, *arguments],
            check=True,
            cwd=self.folder,
            user=owner.pw_uid,
            group=owner.pw_gid,
            stdout=subprocess.DEVNULL,
        )
