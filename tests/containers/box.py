"""One running container of the site, and what can befall it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from docker.types import Mount
from testcontainers.core.container import DockerContainer

from tests.containers.compose_file import COMPOSE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docker.models.containers import Container
    from testcontainers.core.network import Network

    from tests.containers import compose_file
    from tests.containers.compose_file import Service

TIMEOUT_SECONDS = 90
END = "that was all"
TO_ITS_END = f'"$@" && printf %s "{END}"'
TRIES = 5
"""A busy engine loses all that a short command prints, and calls it a success: 19 of 1,077 times under load."""
NANOSECONDS = 1_000_000_000


class Box:
    """A container of a service, started as compose would start it."""

    def __init__(
        self, service: Service, volumes: Mapping[str, str], networks: list[Network], ports: Mapping[int, int]
    ) -> None:
        """Starts nothing; `volumes` and `networks` are the site's, `ports` go from the container to this machine."""
        self.service = service
        self._networks = networks
        self._made = DockerContainer(service.image).with_envs(**service.environment)
        self._made.with_kwargs(**_options(service, volumes))
        if service.command:
            self._made.with_command(service.command)
        for each in service.tmpfs:
            self._made.with_tmpfs_mount(*each.split(":", 1))
        if networks:
            self._made.with_network(networks[0]).with_network_aliases(service.name)
        for inside, outside in ports.items():
            self._made.with_bind_ports(inside, outside)

    @property
    def container(self) -> Container:
        """The engine's own handle."""
        found = self._made.get_wrapped_container()
        found.reload()
        return found

    def begin(self) -> None:
        """Makes and starts the container, on all of its networks."""
        self._made.start()
        for network in self._networks[1:]:
            network.connect(self.container.id, [self.service.name])

    def remove(self) -> None:
        """Ends it and removes it with the volumes that are its own."""
        self._made.stop(force=True, delete_volume=True)

    def cut(self) -> None:
        """Takes it off every network."""
        for network in self._networks:
            network._unwrap_network.disconnect(self.container.id, force=True)

    def join(self) -> None:
        """Brings it back to every network."""
        for network in self._networks:
            network.connect(self.container.id, [self.service.name])

    def pause(self) -> None:
        """Freezes every process in it: connections stay open and nothing answers."""
        self.container.pause()

    def resume(self) -> None:
        """Lets them go on."""
        self.container.unpause()

    def kill(self) -> None:
        """Ends it as the out-of-memory killer would."""
        self.container.kill("SIGKILL")
        self.container.wait()

    def start(self) -> None:
        """Starts it again after it was killed."""
        self.container.start()

    def wait_healthy(self) -> None:
        """Returns when the health check of the image or the file passes; does not wait for the engine to ask next."""
        check = self.container.attrs["Config"]["Healthcheck"]["Test"][1:]
        ends = time.monotonic() + TIMEOUT_SECONDS
        while self.container.exec_run(check).exit_code != 0:
            state = self.container.attrs["State"]
            reported = f"{self.service.name}: {state}\n{self.logs()}"
            assert state["Running"], reported
            assert time.monotonic() < ends, reported
            time.sleep(0.2)  # nobody tells when a container becomes healthy

    def wait_found_healthy(self) -> None:
        """Returns when the engine, which asks every few seconds, has found it healthy."""
        ends = time.monotonic() + TIMEOUT_SECONDS
        while (state := self.container.attrs["State"])["Health"]["Status"] != "healthy":
            assert time.monotonic() < ends, f"{self.service.name}: {state}"
            time.sleep(0.2)  # the engine tells nobody

    def run(self, *command: str) -> str:
        """What a command that only looks prints; it must succeed."""
        for _ in range(TRIES):
            status, output = self.container.exec_run(["sh", "-c", TO_ITS_END, "sh", *command])
            printed: str = output.decode(errors="replace")
            assert status == 0, printed
            if printed.endswith(END):
                return printed.removesuffix(END)
        pytest.fail(f"the engine has lost what {command} printed, {TRIES} times")

    def addresses(self) -> list[str]:
        """Its addresses, one in each of its networks."""
        return [network["IPAddress"] for network in self.container.attrs["NetworkSettings"]["Networks"].values()]

    def logs(self) -> str:
        """The last it wrote."""
        text: str = self.container.logs(tail=40).decode(errors="replace")
        return text


def _options(service: Service, volumes: Mapping[str, str]) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        "read_only": service.read_only,
        "cap_drop": service.cap_drop,
        "security_opt": service.security_opt,
        "mounts": [_mounted(each, volumes) for each in service.mounts],
        "user": service.user,
        "network_mode": service.network_mode,
        "entrypoint": service.entrypoint,
        "healthcheck": _health(service.healthcheck),
    }
    return {name: value for name, value in wanted.items() if value}


def _mounted(mount: compose_file.Mount, volumes: Mapping[str, str]) -> Mount:
    """A path beside the compose file, a volume of the site, or one that nobody else has."""
    read_only = mount.mode == "ro"
    if mount.volume and mount.volume.startswith("."):
        return Mount(mount.target, str((COMPOSE.parent / mount.volume).resolve()), "bind", read_only)
    return Mount(mount.target, volumes[mount.volume] if mount.volume else None, "volume", read_only)


def _health(described: Mapping[str, Any]) -> dict[str, Any]:
    times = {
        name: int(described[name].removesuffix("s")) * NANOSECONDS for name in ("interval", "timeout") if described
    }
    return {"test": described["test"], "retries": described["retries"], **times} if described else {}
