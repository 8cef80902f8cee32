"""Signed tokens by Ed25519 (RFC 8037), with keys sealed at rest."""
