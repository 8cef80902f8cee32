"""Password hashes by Argon2id (RFC 9106)."""
