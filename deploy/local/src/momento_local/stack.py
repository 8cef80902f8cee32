"""A whole Momento in one folder: what `./momento up` runs, and what tests start for themselves.

with Stack(Settings(home, Ports.free())) as stack:
    ...  # stack.settings.edge_url, stack.edge_authority, stack["clamd"].kill(), stack.aws.endpoint
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Self

from momento_local import records
from momento_local.clamd import Clamd
from momento_local.embedded_aws.part import EmbeddedAws
from momento_local.errors import LaunchError
from momento_local.home import Home
from momento_local.process import Process
from momento_local.progress import silent
from momento_local.provision import Provisioned, provision
from momento_local.services import Services, Site
from momento_local.supervisor import Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from momento_local.part import Part
    from momento_local.settings import Settings

STAGES: Final = (("aws", "clamd", "auth"), ("scanner", "catalog"), ("ingest",))
"""Parts in one stage start together; a stage begins when the one before is ready."""
EVERY_PART: Final = tuple(name for stage in STAGES for name in stage)


class Stack:
    """The processes of one folder, by name: `aws`, `clamd`, `auth`, `scanner`, `catalog`, `ingest`."""

    def __init__(
        self,
        settings: Settings,
        *,
        only: tuple[str, ...] = EVERY_PART,
        restart: bool = False,
        announce: Callable[[str], None] = silent,
    ) -> None:
        """Prepares the folder and what the parts named in `only` need; starts nothing.

        With `restart`, parts that crash are started again until the stack is stopped.
        """
        self.settings = settings
        self.home = Home(settings.home)
        self.home.prepare()
        base = settings.base_environment()
        web = settings.repository / "services/ingest/web/dist"
        site = Site(settings.host, web, settings.chosen, settings.edge_url, settings.registration)
        self._announce = announce
        self._base = base
        self._provisioned: Provisioned | None = None
        self._lock_file: int | None = None
        self.clamd = Clamd(self.home)
        self.aws = EmbeddedAws(self.home, settings.ports.aws, settings.aws_names)
        self._services = Services(self.home, settings.ports, site, base, settings.edge_hosts)
        self.edge_authority = self._services.edge_authority
        self._processes = {name: Process(part(), self.home) for name, part in self._parts().items() if name in only}
        self._supervisor = Supervisor(self.processes, self.home, announce) if restart else None

    def _parts(self) -> dict[str, Callable[[], Part]]:
        services, endpoint = self._services, self.aws.endpoint
        return {
            "aws": lambda: self.aws.part(self._base, self._stop_aws),
            "clamd": lambda: self.clamd.part(self._base),
            "auth": services.auth,
            "scanner": lambda: services.scanner(only_test_signatures=self.clamd.signatures.only_test),
            "catalog": lambda: services.catalog(endpoint, lambda: self.provisioned),
            "ingest": lambda: services.ingest(endpoint, lambda: self.provisioned),
        }

    def __getitem__(self, name: str) -> Process:
        """The handle of one part: stop it, kill it, start it, ask for its memory."""
        return self._processes[name]

    @property
    def processes(self) -> list[Process]:
        """All handles, in the order of starting."""
        return [self._processes[name] for name in EVERY_PART if name in self._processes]

    @property
    def provisioned(self) -> Provisioned:
        """Names, roles and access keys in the embedded AWS; raises LaunchError before it has been started."""
        if self._provisioned is None:
            raise LaunchError("The embedded AWS has not been started yet.")
        return self._provisioned

    def setup_link(self) -> str:
        """A link by which the first administrator makes an account, in the place of any before.

        Empty when there is an administrator.

        Raises LaunchError when auth's store cannot be asked.
        """
        launch = self._services.operate_auth("set-up")
        done = subprocess.run(  # noqa: S603  # the command is the launcher's own
            launch.command, env=launch.environment, cwd=self.home.path, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise LaunchError(f"No link for the first account could be made: {done.stderr.strip()[-300:]}")
        return done.stdout.strip()

    def start(self) -> None:
        """Starts every part and returns when all are ready.

        Raises LaunchError when another launcher has this folder, and PartFailed when a part fails; then everything is
        stopped again.
        """
        self._lock()
        self.home.notice.unlink(missing_ok=True)
        for pid in records.end_leftovers(self.home.path):
            self._announce(f"ended process {pid}, left over from a run that was cut short")
        try:
            for stage in STAGES:
                self._start_together([self._processes[name] for name in stage if name in self._processes])
        except BaseException:
            self.stop()
            raise
        if self._supervisor is not None:
            self._supervisor.begin()

    def stop(self) -> None:
        """Stops every part, the last started first; whatever is left of them is ended too."""
        self._end([process.stop for process in reversed(self.processes)])

    def kill(self) -> None:
        """Ends every part at once, as a power failure would."""
        self._end([process.kill for process in self.processes])

    def __enter__(self) -> Self:
        """Starts the stack."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops the stack."""
        self.stop()

    def _start_together(self, processes: list[Process]) -> None:
        for process in processes:
            self._announce(f"starting {process.name}")
            process.start()
        for process in processes:
            process.wait_ready()
            self._announce(f"{process.name} is ready")

    def _end(self, exits: list[Callable[[], None]]) -> None:
        if self._supervisor is not None:
            self._supervisor.end()
        for end in exits:
            end()
        records.end_leftovers(self.home.path)
        self._unlock()

    def _stop_aws(self) -> None:
        """Brings the embedded AWS up to date each time it has started."""
        self._provisioned = provision(
            self.aws.endpoint, self.aws.root, self.settings.repository / "deploy/aws", self.home.secrets
        )
        if self.aws.unchecked:
            self._announce("this folder is of an earlier version: its records are compared with the objects in S3")
            self._compare_with_s3()

    def _compare_with_s3(self) -> None:
        """Records again what an earlier version has lost, and leaves a notice that `status` shows, too."""
        report = self._restore()
        if report is None:
            self._announce(f"not every record could be compared; {self.home.log('restore')} tells which and why")
            return
        self.aws.checked()
        if " mended 0," in report:
            self._announce("every object has its record")
            return
        notice = (
            f"records that an earlier version had lost were made again from S3 ({report}); what their owners"
            f" had added to them (titles, tags, albums) may be missing; see {self.home.log('restore')}"
        )
        self._announce(notice)
        self.home.notice.write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {notice}\n", encoding="utf-8")

    def _restore(self) -> str | None:
        """Runs catalog's restore; what it reports, None when something could not be read."""
        storage = self.provisioned.storage
        environment = {
            **self._base,
            **self.aws.endpoint.environment(self.aws.root),
            "MOMENTO_BUCKET": storage["BucketName"],
            "MOMENTO_MEDIA_TABLE": storage["MediaTableName"],
            "MOMENTO_FACETS_TABLE": storage["FacetsTableName"],
            "MOMENTO_FACET_COUNTS_TABLE": storage["FacetCountsTableName"],
            "MOMENTO_ACTIVITY_TABLE": storage["ActivityTableName"],
        }
        command = (sys.executable, "-m", "momento_catalog.restore")
        with self.home.log("restore").open("ab") as log:
            done = subprocess.run(  # noqa: S603  # the command is the launcher's own
                command, env=environment, cwd=self.home.path, stdout=subprocess.PIPE, stderr=log, check=False
            )
            log.write(done.stdout)
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else None

    def _lock(self) -> None:
        descriptor = os.open(self.home.run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise LaunchError(f"Momento already runs in {self.home.path}.") from error
        self._lock_file = descriptor

    def _unlock(self) -> None:
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None
