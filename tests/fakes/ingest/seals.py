"""What seals the spool, under a key of its own."""

from __future__ import annotations

from cryptography.fernet import Fernet, MultiFernet


def new_seal() -> MultiFernet:
    """Opens nothing that another has sealed."""
    return MultiFernet([Fernet(Fernet.generate_key())])
