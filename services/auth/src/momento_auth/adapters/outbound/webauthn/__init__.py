"""Passkeys by py_webauthn."""
