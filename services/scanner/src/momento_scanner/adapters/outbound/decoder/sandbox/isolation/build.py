"""Builds the sandbox around this process, layer by layer, and says which of them stand.

Most layers are inherited, so they are built once around the template that decoders are forked from.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from momento_scanner.adapters.outbound.decoder.sandbox.isolation import kernel
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.layer import SandboxLayer
from momento_scanner.adapters.outbound.decoder.sandbox.isolation.system_calls import restrict_system_calls
from momento_scanner.adapters.outbound.decoder.sandbox.limits import limit

if TYPE_CHECKING:
    from collections.abc import Callable

_NOBODY: Final = 65534
_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
# What a kernel, a container runtime or a missing privilege raises where a layer cannot be built.
_REFUSED: Final = (OSError, KeyError)


def build_inherited_layers() -> frozenset[SandboxLayer]:
    """Confines this process and all that it forks for good; it must have loaded all it will need.

    A layer that this machine does not allow is left out; anyone who started the process decides whether that will do.
    """
    layers = set[SandboxLayer]()
    # Root may leave its network at once; anybody else needs a namespace of users for it, and root is given up between.
    layers |= _attempt(SandboxLayer.NETWORK, lambda: kernel.unshare(_NEW_NETWORK))
    layers |= _attempt(SandboxLayer.USER, _become_nobody)
    if SandboxLayer.NETWORK not in layers:
        layers |= _attempt(SandboxLayer.NETWORK, lambda: kernel.unshare(_NEW_USER | _NEW_NETWORK))
    layers |= _attempt(SandboxLayer.CAPABILITIES, kernel.drop_capabilities)
    layers |= _attempt(SandboxLayer.NO_NEW_PRIVILEGES, kernel.forbid_new_privileges)
    return frozenset(layers)


def build_own_layers(memory_bytes: int) -> frozenset[SandboxLayer]:
    """Limits this process and takes every system call but those of computing from it; it must have one thread."""
    limit(memory_bytes)
    return frozenset({SandboxLayer.LIMITS, *_attempt(SandboxLayer.SYSTEM_CALLS, restrict_system_calls)})


def _attempt(layer: SandboxLayer, build: Callable[[], None]) -> set[SandboxLayer]:
    try:
        build()
    except _REFUSED:
        return set()
    return {layer}


def _become_nobody() -> None:
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
